"""Reduce Korean words to stems: particles and common verb endings follow a noun without a space."""

import re

_PARTICLES = """
    에서는 에서도 에서의 에게서 으로는 으로도 으로서 으로써 이라고 이라는 이라도
    이라서 이었어요 이에요 예요 입니다 입니까 이었다 이었고 이지만 인데요 이고요
    이나마 까지는 까지도 부터는 부터도 한테서 께서는 들에게 에서 에게 에는 에도
    으로 이다 이고 이란 이랑 이나 이든 인데 이며 이면 이라 까지 부터 처럼 보다
    마다 만큼 조차 마저 밖에 한테 께서 라고 라는 라도 로서 로써 들이 들은 들을
    들의 들도 과는 와는 하고는 에요
""".split()
_SHORT_PARTICLES = "은 는 을 를 에 의".split()
_AMBIGUOUS_PARTICLES = "이 가 도 만 과 와 로 나 랑 야 들".split()
_VERB_ENDINGS = """
    했습니다 합니다 했었어요 했어요 하세요 하십시오 하는데 했는데 하지만 하면서
    하려고 하기도 하거든요 했거든요 하겠습니다 되었습니다 됐습니다 됩니다 되었어요
    됐어요 되는데 되면서 하네요 하잖아요 했잖아요 할게요 했다 한다 하다 하고 하는
    하면 하지 하게 하며 해서 해요 해야 하던 하기 했던 했고 되다 되는 되고 되면
    되어 돼서 돼요 된다 됐다
""".split()
_POLITE = """
    습니다 습니까 었어요 았어요 였어요 었습니다 았습니다 였습니다 었다 았다 였다
    어요 아요 네요 지요 죠
""".split()

_LONG = re.compile(f"(?<=.)(?:{'|'.join(sorted(_PARTICLES, key=len, reverse=True))})$")
_SHORT = re.compile(f"(?<=.)(?:{'|'.join(_SHORT_PARTICLES)})$")
_AMBIGUOUS = re.compile(f"(?<=..)(?:{'|'.join(_AMBIGUOUS_PARTICLES)})$")
_VERB = re.compile(
    f"(?<=..)(?:{'|'.join(sorted((*_VERB_ENDINGS, *_POLITE), key=len, reverse=True))})$"
)


def stem_korean(word: str) -> str:
    """Return a word without its particles, one after the other, or without its verb ending.

    Particles of one syllable that often belong to the noun need two syllables before them.
    """
    while True:
        for pattern in (_VERB, _LONG, _SHORT, _AMBIGUOUS):
            shorter = pattern.sub("", word)
            if shorter != word:
                break
        else:
            return word
        word = shorter
