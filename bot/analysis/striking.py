"""Word lists of what strikes a listener, and of what does not, by what the words are about.

Written for this project; what each list is worth was fitted (`quotability.py`).
"""

PAIN = frozenset(
    """
    pain painful painfully hurt hurts suffer suffering fear fears afraid scared scary scare anxiety
    anxious stress stressed stressful shame guilt guilty frustrate frustrated frustrating
    frustration angry anger mad sad sadness lonely loneliness alone depress depressed depressing
    depression worry worried worries hate hates hated panic burnout burned burnt struggle struggles
    struggled struggling embarrass embarrassed embarrassing cry crying tired exhausted exhausting
    nightmare terrible awful horrible miserable desperate desperately regret regrets despair
    overwhelm overwhelmed overwhelming discomfort uncomfortable grief trauma traumatic terrified
    terrifying annoy annoys annoyed annoying
    """.split()
)

STRIFE = frozenset(
    """
    kill kills killed killing fight fighting fights fought war wars die dies died dying dead death
    break breaks broke broken breaking destroy destroys destroyed explode explodes exploded
    explosion burn burns burning crash crashed crashes fire fired attack attacks attacked steal
    stealing stole enemy enemies weapon weapons victim victims disaster disasters disastrous
    catastrophe catastrophic danger dangers dangerous threat threats threaten blame blamed blames
    evil monster monsters villain villains hell chaos chaotic crisis collapse collapsed fail fails
    failed failing failure failures lose losing lost ruin ruined ruins risk risks risky doom doomed
    trap traps battle battles
    """.split()
)

EXTREMES = frozenset(
    """
    impossible perfect perfectly huge tiny massive infinite infinitely entire whole complete
    completely absolutely totally extreme extremely incredibly enormous every single zero nothing
    everything best worst greatest biggest hardest fastest ultimate exactly literally never always
    all
    """.split()
)

POWER = frozenset(
    """
    power powers powerful strong strength control win winning won success successful succeed
    succeeded change changes changed changing transform transforms transformed revolution
    revolutionary build create creating invent invented possible opportunity opportunities grow
    growth better improve
    """.split()
)

PEOPLE = frozenset(
    """
    people everyone everybody nobody anyone anybody human humans humanity person persons man men
    woman women child children kid kids parent parents mother father mom dad friend friends family
    """.split()
)

LIFE = frozenset(
    """
    life lives live living world love death die history future career society culture truth trust
    freedom free fear brave courage ambition ambitious dream dreams goal goals purpose meaning
    matter matters time
    """.split()
)

HARDSHIP = frozenset(
    """
    impossible hard harder hardest difficult easy easier simple simpler complicated complex
    complexity problem problems challenge challenges challenging mistake mistakes wrong fail fails
    failed failing failure failures bug bugs
    """.split()
)

ABOUT_TALK = frozenset(
    """
    talk talking talked talks mention mentions mentioned mentioning discuss discussed discussing
    discussion chapter section question questions topic topics episode episodes conversation link
    links website article articles paper papers blog post posts call called name named list
    reading read
    """.split()
)
