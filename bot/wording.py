"""The closed word classes of English that reading a transcript needs; all in lower case."""

FUNCTION_WORDS = frozenset(
    """
    a an the this that these those my your our their his her its
    i you we he she it they me us him them who which what
    i'm you're we're they're he's she's it's that's there's what's i've you've we've they've
    i'd you'd we'd i'll you'll we'll they'll
    of in on at to for with from by as into about over than
    and or but so because if then when where how why while
    is are was were be been am do does did have has can could would will should might may
    just like um uh er hm mhm well there not
    """.split()
)

EMPHATIC = frozenset(
    """
    very really way so too much far many more long big huge super high great good hard old
    slow fast low deep no yes yeah yep nope okay ok right sure exactly never ever always
    ha haha bye well now there please come go wait hey oh wow sorry thanks hello hi hear
    love knock blah again over on up
    """.split()
)
"""Words that people repeat on purpose."""

GRAMMATICAL_DOUBLES = frozenset("that had is in do are was you her it".split())
"""Words that good English can say twice in a row ("what it is is", "I know that that...")."""

DETERMINERS = frozenset(
    """
    a an the my your our their his her its this these those
    i you we they it he she is are was were of in with for
    i'm you're we're they're it's that's there's
    """.split()
)
"""Words that cannot end a thought: a phrase repeated after one of them is a false start."""

FILLERS = frozenset({"i think", "i mean", "you know", "kind of", "sort of", "i guess", "i don't"})

CONTINUING = frozenset(
    """
    a an the of to and or but with for in on at by from into than as is are was were be been
    have has had my your our their his her its like that which who whose very more most
    this these those if because so just can could would will should might may about don't
    not really some any no every each what where when how whether between
    within without through during against toward towards among until unless although
    """.split()
)
"""Words that leave a line open: the next line goes on with the same sentence."""

EXPECTING_NOUN = frozenset(
    "a an the my your our his her its their of with from into is are was were".split()
)
"""Words after which a noun, or what it is like, has to come."""

NEVER_NOUN = frozenset("than and or but is are was were have has".split())
"""Words that cannot come in its place: between the two, words were lost."""

STARTERS = frozenset(
    """
    so you're we're it's that's they're there's he's she's yeah yes well but and because
    now then oh okay this these those what how why if when let's
    """.split()
)
"""Words that, capitalised after a lower-case word, begin a sentence whose stop went missing."""

ANSWERS = frozenset(
    """
    yeah yes yep yup no nope oh exactly right sure totally okay ok absolutely definitely
    interesting certainly correct wow well mhm hmm true indeed agreed
    """.split()
)
"""Words with which another voice usually begins."""

DEPENDENT = frozenset(
    """
    and but so because it it's that that's this they they're he she which or then these those
    there also plus he's she's its him them such otherwise instead therefore however
    """.split()
)
"""Words that lean on the sentence before."""

ABBREVIATIONS = frozenset(
    """
    mr mrs ms dr prof sr jr st vs etc eg ie e.g i.e cf al inc ltd co corp dept approx
    no vol fig ch pp est ft gen col sgt capt lt rev hon pres gov sen rep
    jan feb mar apr jun jul aug sep sept oct nov dec ph.d psy.d u.s u.k u.n a.m p.m
    """.split()
)
