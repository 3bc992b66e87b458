"""Cards for tests and benchmarks, of many lengths and scripts."""

from bot.cards.card import Card
from bot.models import SpokenTurn

APHORISM = "The best tools are the ones that you forget you are using."
PARAGRAPH = (
    "We kept adding features because nobody ever complained about a feature, and then one day "
    "somebody asked what the thing was for, and there were nine people in the room and eleven "
    "answers. That was the week we started deleting."
)
LONGEST = (f"{PARAGRAPH} And deleting turned out to be the hardest work of all. " * 6)[
    :1_400
].strip()
GERMAN = (
    "Wir nannten es nur die Rechtsschutzversicherungsgesellschaftenverordnung, und niemand lachte."
)
JAPANESE = "道具のことを忘れてしまうくらい手になじんだとき、はじめて仕事が始まるんですよ。"
CHINESE = "我们总是以为功能越多越好，直到有一天有人问：这个东西到底是做什么用的？"
KOREAN = "도구를 쓰고 있다는 사실조차 잊게 될 때, 비로소 좋은 도구라고 말할 수 있습니다."
ARABIC = "أفضل الأدوات هي التي تنسى أنك تستخدمها، وهذا ما تعلمناه في OpenAI بعد 12 سنة."
HEBREW = "הכלים הטובים ביותר הם אלה ששוכחים שמשתמשים בהם, וזה נכון גם ב-Python 3."
ZALGO = "h" + "\u0300\u0301\u0302\u0303\u0304\u0305" * 40 + "ello"


def card_of(*words: str | SpokenTurn, language: str = "en", colour: int = 0x1F3A4D) -> Card:
    """Return a card with turns of one speaker, or with turns as they are given."""
    turns = (one if isinstance(one, SpokenTurn) else SpokenTurn("Maren Holt", one) for one in words)
    return Card(
        tuple(turns),
        show="Small Machines",
        episode="Why we deleted half the product",
        position="at 12:14",
        colour=colour,
        language=language,
    )
