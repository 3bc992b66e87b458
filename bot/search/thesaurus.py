"""Everyday words that stand for each other: what is asked is rarely asked in the words said.

Written by hand for talk in general, not drawn from any transcript. A word of a group stands for
the others of it, at less than its own worth. `docs/search.md` says what this is measured to give.
"""

from bot.search.words import stem

_GROUPS = """
child children kid kids baby toddler
parent parents mom mum mother dad father
picture image photo
film movie video clip
doctor physician medical medicine
patient sick illness disease
company firm business corporation organization enterprise employer startup
boss manager leader executive ceo founder
colleague coworker teammate peer
employee staff worker workforce
job work career profession occupation employment
salary pay wage income earn
money cash funding capital finance budget
cost price expense fee charge
cheap inexpensive affordable
expensive costly pricey
buy purchase acquire
sell sale vend
customer client buyer consumer user
product goods offering
market industry sector
invest investor venture funding
profit revenue margin
software program code application app
programmer developer engineer coder
programming coding development
bug error defect fault mistake
test exam quiz
grade rating mark
brain mind
clever smart intelligent bright
stupid dumb foolish silly
new novel innovative
invent create discover build devise
inventor creator
begin start launch found
end finish stop conclude
leave quit depart exit resign
join enter enroll
arrive come reach
fast quick rapid speedy
slow sluggish gradual
increase grow rise expand improve
decrease shrink fall drop decline reduce
better improve improvement superior
worse deteriorate inferior
big large huge giant massive enormous
small little tiny
difficult hard tough challenging
easy simple trivial straightforward
solve fix resolve repair
solution answer fix remedy
important significant crucial critical essential key
dangerous risky unsafe harmful
danger risk threat hazard
safe secure safety
fear scare worry anxiety afraid scary
happy glad pleased joy excited excitement
sad unhappy upset
angry mad furious
surprise shock amaze astonish unexpected
love enjoy like adore
hate dislike loathe
believe think reckon
predict forecast expect anticipate
hope wish dream
future tomorrow upcoming ahead
past history historical previous
old older ancient earlier
modern contemporary current
today nowadays now
year annual yearly
teach educate train instruct
teacher professor tutor instructor
student pupil learner
school university college classroom education
study research investigate learn
write author compose
essay paper article
newspaper press journalist media news
music song tune
sport athlete exercise fitness
house home apartment household
cook bake kitchen recipe meal
food eat dinner lunch
drink coffee tea
car vehicle automobile driving
travel trip journey voyage
travel trip journey
boat ship sail
airplane flight fly plane
country nation state
government regulation policy law
law legal lawyer court lawsuit
war conflict battle
person human people humanity mankind
man guy male
woman female lady
friend buddy pal
team group crew
help assist support aid
compete competition rival competitor
compare comparison versus contrast
win victory succeed success
lose loss fail failure
choose select pick decide
decide decision
change alter modify transform
steer govern
show demonstrate prove display
hide conceal secret
free gratis
reason cause motive
goal aim target objective purpose
plan strategy roadmap
idea concept notion insight
reliable dependable robust reliability
complex complicated complexity
expert specialist
beginner novice newcomer
data information dataset
talk speak speech conversation
phone mobile smartphone
internet web online
website page site
email mail message
energy power electricity
wealth rich
poor poverty
death die dead
life live alive living
age aging elderly
sleep rest nap
weather climate
space universe planet
math mathematics arithmetic algebra
physics physicist
problem issue trouble
robot machine
cooperate collaborate
"""

_WORDS = frozenset(_GROUPS.split())
_MATES: dict[str, frozenset[str]] = {}
for _line in _GROUPS.split("\n"):
    _group = frozenset(stem(word) for word in _line.split())
    for _one in _group:
        _MATES[_one] = _MATES.get(_one, frozenset[str]()) | (_group - {_one})


def mates(word: str) -> frozenset[str]:
    """Return the stems of words that may stand for a word or another ending of it."""
    # A transformer is not what transforms.
    doer = word.removesuffix("s").endswith(("er", "or")) and word.removesuffix("s") not in _WORDS
    return frozenset() if doer else _MATES.get(stem(word), frozenset())
