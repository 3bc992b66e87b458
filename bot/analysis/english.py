"""Word lists of spoken English, by the part they play in finding what a talk is about.

Written for this project. The general list was checked against 120 podcast episodes: a word that
a third of the episodes of every show use says nothing of what one episode is about.
"""

FUNCTION = frozenset(
    """
    a about above across after again against ago ahead ain't all almost along already also
    although always am among an and another any anybody anyone anything anyway anyways anywhere
    apart are aren't around as aside at away back be became because become becomes been before
    behind being below beside besides between beyond both but by can can't cannot could couldn't
    did didn't do does doesn't doing don't done down during each either else enough etc even
    ever every everybody everyone everything everywhere except few for forever former from
    further gonna gotta had hadn't half has hasn't have haven't having he he'd he'll he's her
    here here's hers herself hey him himself his how however i i'd i'll i'm i've if in indeed
    inside instead into is isn't it it'd it'll it's its itself just kinda least less let let's
    lot lots many may maybe me might mine more most mostly much must my myself neither never
    nevertheless next no nobody none nor not nothing now nowhere of off often oh ok okay on once
    one one's ones only onto or other others otherwise our ours ourselves out outside over own
    per perhaps quite rather really same several shall she she'd she'll she's should shouldn't
    since so some somebody somehow someone something sometimes somewhat somewhere soon sort
    sorta still such than that that'd that'll that's the their theirs them themselves then there
    there'd there'll there's therefore these they they'd they'll they're they've this those
    though through throughout thus till to together too toward towards two under unless until up
    upon us usually versus very via vs wanna was wasn't we we'd we'll we're we've were weren't
    what what'd what'll what're what's whatever when whenever where where's wherever whereas
    whether which whichever while whilst who who'd who'll who're who's whoever whole whom whose
    why will with within without won't would wouldn't y'all yeah yep yes yet you you'd you'll
    you're you've your yours there've it've that've yourself yourselves three four five six
    seven eight nine ten eleven twelve twenty thirty forty fifty hundred hundreds thousand
    thousands million millions billion billions trillion trillions dozen dozens first second
    third fourth fifth last zero uh um uhm er erm hmm mm mhm alright whatnot dude ah aha haha wow
    huh ooh hello hi bye con de la le les das der die und ein eine el los las que est et un une
    """.split()
)
"""Words that hold sentences together: never a subject, never part of one but inside a name."""

GENERAL = frozenset(
    """
    dr mr mrs ms ph indication technical sorts
    able absolute absolutely accept accidentally according actual actually add added adding adds
    admit afraid agree agreed aligned alive allow allowed allowing allows alone amazing amount
    announce announced answer answers anymore apparently appear appears applied applies apply
    applying appreciate approach area areas argue armed arrive arrived ask asked asking asks
    aspect aspects assume available avoid awake aware awesome awful bad barely base based basic
    basically bear began begin beginning begins begun believe best better big bigger biggest bit
    blah boring bother bought box break breaking brief bright bring bringing brings broad broken
    brought build building builds built bunch busy buy call called calling calls came capable
    care cared careful carefully cares carry carrying case cases cause caused causes certain
    certainly challenge challenges challenging chance change changed changes changing check
    checked checking choice choices choose chose chosen claim classic clean clear clearly clever
    close closed closer closest collaborating come comes coming common complete completely
    complex complicated concept concern concerned concerns connect consider considered
    considering constantly contain contains context continue continued continues continuing
    contribute control convinced cool correct correctly cost costs count couple course cover
    covered crazy create created creates creating crowded crucial curious current currently cut
    cute cutting dangerous date dates day days deal dealing decade decades decent decide decided
    decides deciding decision deep deeper deeply define defined defining definite definitely
    depend depending depends describe described designed detail details determine develop
    developed developing did die died differ difference differences different differently
    difficult dig direction directions directly discover discrete discuss discussed discussing
    discussion doubt dramatically draw drew drive driven drives driving drop dropped due earlier
    early easier easiest easily easy edge effect effective effectively effort efforts elsewhere
    emphasise enable encourage encountered end ended ending ends enjoy enjoyable enormous ensure
    entire entirely episode episodes equal equally equivalent especially essential essentially
    establish established event eventually everyday evident exact exactly example examples
    excellent exciting excited exist existed existing exists expect expected expecting expensive
    experience experiences explain explained explaining explore explored exploring expose
    express extent extra extremely face fact facts fail fair fairly faith fall falls familiar
    fantastic far fascinating fast faster favorite favourite feel feeling feelings feels felt
    field fields figure figured figuring fill final finally find finding finds fine finish
    finished fit fits fix fixed flat focus focused focusing folk folks follow followed following
    follows force forget forgot form forms forth forward fortunate found frankly free frequently
    fresh friend friends front full fully fun function fundamental fundamentally funny fuzzy
    gave general generally generate generated generic gentle get gets getting giant give given
    gives giving glad go goal goals god goes going gone good got gotten grab gradually great
    greater greatest greatly grew ground group groups grow growing grown guess guest guy guys
    hand handle handled hands happen happened happening happens happy hard harder hardest hardly
    hate head heads hear heard hearing heart heavy held help helped helpful helping helps high
    higher highest highly hit hold holding holds home honest honestly hope hopefully hoping hot
    hour hours huge idea ideal ideas identify imagine immediately impact impactful important
    importance impossible impressed impressive improve improved improving include included
    includes including incorporate increase increasingly incredible incredibly inside inspired
    intended intense interact interest interested interesting invent invented inventing invest
    involve involved involves issue issues item items job jobs join joined joining keep keeping
    keeps kept key kick kicked kicking kill kind kinds knew know knowing known knows lack land
    landed landing large largely larger largest late lately later latest laugh laughing laughs
    laughter lead leading leads learn learned leave leaves leaving led left length lets letting
    level levels lie life light like liked likely likes limited line lines list listen listened
    listener listeners listening literally little live lived lives living local long longer look
    looked looking looks loose lose loss lost love loved lovely low lower lucky mad made main
    mainly major make makes making manage managed manner massive match matter matters maximum
    maximally mean meaning meaningful means meant meet mention mentioned mentioning mess messy
    met middle mind mindset minimum minor minute minutes miss missed missing mistake mistakes
    mix modest moment moments month months morning move moved moves moving multiple name named
    names naturally near nearby nearly necessarily necessary need needed needing needs negative
    nervous new newer nice night non nontrivial normal normally note notes notice noticed notion
    number numbers obvious obviously occasionally odd offer offered old older open opened
    opinion opportunities opportunity opposed opposite option options order orders original
    originally ought overall pack paid part particular particularly parts party pass passed past
    pay paying people perfect perfectly period periods person personal personally perspective
    phrase pick picked picking picture piece pieces place placed places plain plan play played
    playing plays please plenty plus podcast point pointed points poor popular portion position
    positive possible possibly potential potentially powerful practical practically prefer
    prepared present pretty previous previously primarily primary prior private probably problem
    problems process processes produce produced progress proper properly propose proposed prove
    proved provide provided provides providing public pull pulled pulling pure purely purpose
    push pushed pushing put puts putting question questions quick quicker quickly quiet quote
    raise ran random randomly range rare rarely rate reach reached reaction read reader readers
    ready real realise realised reality realize realized reason reasonable reasonably reasons
    receive received recent recently recognise recognize recommend reduce refer reference regard
    regarding regular regularly related relation relative relatively relevant remain remarkable
    remarkably remember remind repeat replace represent represents require required requires
    respond response responses rest result results return rid right role roles roll rolled room
    rough roughly round run running runs sad safe said sat saw say saying says scene scenes
    scope season see seeing seem seemed seems seen select self send sense sent separate serious
    seriously serve set sets setting settle shape share shared sharing shift shifted ship short
    shortly shot show showed showing shown shows shut side sides significant significantly silly
    similar similarly simple simpler simplest simply single sit sitting situation situations
    size slightly slow slower slowly small smaller smallest smart smarter solid solution solve
    solved solving sorry sound sounded sounds space spaces speak speaker speakers speaking
    specific specifically spend spending spent spoke spot spread stand standard standing stands
    start started starting starts state states stay stayed step steps stick stop stopped stories
    story straight straightforward strange strive strong stronger struck struggle stuck stuff
    style subject succeed success successful sudden suddenly suggest suit super supposed sure
    surprise surprised surprises surprising surprisingly switch table take taken takes taking
    talk talked talking talks task tasks tell telling tells tend tends term terms terrible
    terribly terrific test tests thank thanked thanks thing things think thinks thinking thought
    thoughts threw throw throwing tie tight time times tiny tip today told tomorrow tonight took
    top topic topics total totally touch touched tough toy track tricky tried tries trivial true
    truly trust truth try trying turn turned turning turns type typed types typical typically
    ultimate ultimately unable uncertain understand understanding understood unfortunately
    unintelligible unique unlike unusual update updated use used useful uses using usual utterly
    value values variety various vast version versions view views visit voice wait waiting wake
    walk walked walking want wanted wanting wants watch watched watching way ways wear week
    weekend weeks weird welcome well went wide widely wider wild willing win wise wish wonder
    wonderful wondering word words wore work worked working works world worried worry worse
    worst worth write writes writing written wrong wrote year years yesterday young younger
    adult advance alongside attempt balance bet bits bottom brand breakthrough breakthroughs
    cheap cheaper crux curve demand elite entertain evening everyday fold folding folds hall
    half handful hill imply inevitable iterate kick leap lightweight loads magic mandate
    marginal metric mode moral neat notable onboard outcome outcomes pace path paths philosophy
    pod pool pro profile proof quality quote ramp reflect reflecting reflections release
    released responsibility reward rosy sample scale scaled serious stage statement statistical
    stretch strict strike target targeted territory tons toss trend tweak underlying unit useful
    vantage vibe ways wonderfully angle angles broke broke criteria development developments dot
    implication implications improvement improvements journey pleasure reminder scenario
    scenarios series special title titles trouble mondays saturdays sundays fridays ton earth
    bring brings monday tuesday wednesday thursday friday saturday sunday january february march
    april june july august september october november december cent cents percent dollar dollars
    """.split()
)
"""Words for anything: never a subject on their own, though part of one ("deep learning")."""

PLAIN = frozenset(
    """
    account acid action actions addition age air analysis app application applications approach
    apps art article articles attention audience ball benefit benefits bird black blog blue board
    body book books boss bottle boundary bowl brown business businesses car career cars cat center
    chair chat child children city class clients coffee colleague colleagues college comment
    comments companies company computer computers condition conference content conversation
    conversations corner countries country culture cup customer customers data deal desk device
    devices discovery dog door economy education email emails employee employees employer engineer
    engineering engineers environment environments error errors exam exams expert experts family
    father feature features feedback file files film financial fire floor food foot function
    functions funding future game games garage generation girl glass government green growth habit
    health history house houses human humans image images industry information infrastructure
    input inputs internet interview investment investments jar kid kids knowledge language law
    lesson lessons letter library link links list lunch machine machines man manager managers
    market marketing mass material meal media meeting meetings member members memory men metal
    metrics mistake model models money mother movie music nature network news object objects
    office output page pages paint paper papers parent parents partner payment phone phones photo
    physical planet plate platform plug pocket pot power price prices principle principles product
    production products profession professor professors program programs project projects property
    red request requests research researcher researchers resource resources risk road rule rules
    salt school schools science scientist scientists screen search section security service
    services setup signal sister site skill skills society software source sources speed staff
    startup stone strategy street structure student students study subject summer sun system
    systems teacher teachers team teams tech technology text theory tool tooling tools town track
    traffic training transition travel tree truck tv uncle understanding university user users
    vacation video videos vision wall water web website weight white wife window winter woman
    women wood writer writers yellow
    """.split()
)
"""Words of everyday talk: a subject on their own only where an episode dwells on them."""

VERBS = frozenset(
    """
    able accept add agree allow answer apply appreciate argue arrive ask assume avoid become
    began begin believe bother bought bring bringing brings brought build building builds built
    buy call called calling came can't care carry cause chose choose claim come comes coming
    consider continue create created creates creating cut decide decided define depend describe
    develop did die draw drive drop encourage end ended enjoy ensure establish exist expect
    explain explore fail fall feel feels felt figure find finding finds finish fit fix follow
    forget forgot found gave generate get gets getting give given gives giving go goes going
    gone got gotten grab grow guess handle happen happened happens hate hear heard held help
    hold hope identify imagine improve include increase interact invent invented involve join
    keep keeps kept kick knew know knowing known knows land laugh lead learn learned leave led
    let like listen live look looked looking looks lose lost love made make makes making manage
    mean means meant meet mention mentioned miss move moved moving need needed needs notice
    offer ought paid pass pay paying pick played play pointed prefer produce prove provide pull
    pulled push put puts putting raise ran reach read realise realize receive recognise
    recognize recommend reduce refer remain remember remind replace represent require respond
    return run running runs said sat saw say saying says see seeing seem seemed seems seen send
    sent serve settle share shift ship show showed shown shows shut sit sitting solve speak
    spend spent spoke stand start started starting starts stay stick stop strive struggle
    suggest suppose supposed switch take taken takes taking talk talked talking tell telling
    tend tends thank think thinks thought throw told took touch touched tried tries try trying
    turn turned turns understand understood use used uses using wait wake walk walked want
    wanted wants watch wear went win wish wonder worked works worry write writes wrote
    """.split()
)
"""Words that are verbs more often than not: a phrase neither begins nor ends with one."""

AFTER_VERB = frozenset(
    "the a an my your our their his her it you us me them in to at on up out with that".split()
)
"""Words that follow a verb rather than a noun."""

FILLERS = (
    "uh",
    "um",
    "like",
    "you know",
    "i mean",
    "kind of",
    "sort of",
    "basically",
    "actually",
    "literally",
    "i guess",
    "or something",
    "or whatever",
    "and stuff",
    "stuff like that",
    "obviously",
    "whatever",
    "pretty much",
)
"""What is said while thinking of what to say."""

PROFANITY = frozenset(
    """
    arse arsehole ass asses asshole assholes bastard bastards bitch bitches bitching bollocks
    bullshit cock cocks crap crappy cunt cunts damn damned dammit dick dicks dickhead douche
    dyke fag faggot fags fuck fucked fucker fuckers fuckin fucking fucks goddamn horseshit
    jackass motherfucker motherfucking nigga nigger paki piss pissed prick pussy retard retarded
    shit shits shitty shitting slut sluts spastic tits tranny twat wank wanker whore whores
    """.split()
)
"""Words that a bot does not say unasked."""

REPORTING = {
    word: float(times)
    for word, times in (
        entry.split(":")
        for entry in """
        the:9.5 and:3.4 to:3 of:2.9 a:1.6 in:1.5 on:1.4 for:1.3 that:1.2 was:1 they:.9 with:.9
        be:.8 about:.7 as:.7 would:.6 their:.5 were:.5 it:.5 also:.4 by:.4 could:.4 how:.4 which:.3
        had:.3 an:.3 is:.3 not:.3 this:.3 are:.3 from:.3 some:.3 more:.3
        """.split()
    )
}
"""How often 100 words that report a talk say each of these: counted in QMSum's training part."""
