"""How often everyday words are said whatever the talk is on, so that a short talk tells it too.

Printed by `python -m benchmarks.everyday`, which says of what talk. In one episode a plain word
may stand once and look rarer than the word that is asked about.
"""

_SHARES = {
    4: """
        actual make peopl time wai work
    """,
    5: """
        back come differ good look mayb need new point see take talk try us
    """,
    6: """
        abl alwai around ask better build call case chang commun dai data develop done everi
        exampl first give happen hard help import interest keep learn let littl love mani might
        part person place probabl put reason run sai show start stuff sure system team tell thank
        two understand whatev whole year
    """,
    7: """
        access alreadi anoth anyth bad base basic best bit bring built busi care certain challeng
        compani convers creat decis definit earli easi els end enough episod especi essenti
        everyon exactli experi fact far feel figur find five fun gener great group guess hear hei
        idea inform issu job last less level listen live long made mai manag mean mention move
        name natur never next number obvious open particular perform plai practic pretti problem
        process project question quit read real rememb second seen servic set share side softwar
        someon sometim speak specif super support term test think though thought three todai
        togeth train wanna want week whether word world write
    """,
    8: """
        absolut account across action add ago agre allow almost along amaz amount answer applic
        approach area arent awai becom begin behind believ benefit big break bunch came check
        close comment common complet complex comput connect consid content context continu control
        cool coupl cours current deal decid depend design direct discuss earlier easier effect
        effort either entir environ ever everybodi everyth excit execut exist expect face fast
        featur feedback file final fine fit focu focus follow form forward found four free full
        futur game given gui hand happi head heard high hit home hope hour hous huge human imagin
        impact implement improv includ initi insid instead intern invest involv join kei kind know
        languag larg later layer least life like limit line link list local maintain matter meet
        mind minut model moment monei month necessarili network nice normal note noth offer often
        old on oper opportun optim order organ other pai paper past perspect pick plan podcast
        possibl post power product program provid pull push rather reach realiz recent recogn
        record relat requir research resourc respons result scale secur seem sens similar simpl
        sinc singl sit situat six small social solut solv somebodi sorri sound spend standard
        state step stop store tech tend tool top topic total toward trade tri true turn type usual
        valu version versu video view voic wait welcom went within without wonder wrong yet
    """,
    9: """
        accept achiev activ ad adam adapt address advantag ag against ahead alright although anyon
        anywai appli appreci aspect assum attent audienc automat avail avoid awar awesom
        background balanc bigger board book brought bui c cannot car certainli chanc channel choic
        choos class clear cloud code collabor collect com combin commit compar complic compon
        concept confer constantli contribut core correct cost cover crazi cross cultur curiou
        databas deep degre describ detail difficult dig distribut domain drive eight email enabl
        encourag energi engin english error event eventu explain explor extra extrem factor fail
        fan faster feed felt field finish fix flexibl flow folk forc forget format foundat
        framework friend front fulli function fundament funni gave glad global goal gone gotten
        grow half handl harder highlight hold hopefulli hundr identifi immedi increas incredibli
        indic individu industri influenc infrastructur instanc integr interfac internet introduc
        kid knew knowledg latenc lead leav left librari light liter load log longer loop lose lot
        low machin main major man market meant memori met method million miss monitor multi
        multipl must nobodi node non notic onlin opinion option origin outsid page pass path
        pattern per perfect period phone physic pictur piec pop posit potenti present previou
        produc progress public publish purpos qualiti queri quickli rate readi recommend refer rel
        relationship releas remind report request rest role room rout rule s saw scenario school
        scienc script self send separ serv seven sever shift short sign signal size skill somewher
        sort sourc space speaker special speed spent stage stai stand stori strategi strong
        structur struggl student subject success suggest suppos surpris sustain tabl taken target
        task teach technic technologi ten third thousand throw ton took touch track translat trust
        u unintellig unit unless updat user valid via watch web websit weight white will window
        worri worth wow written wrote zero
    """,
    10: """
        abil addit adjust adopt advanc advic affect align alloc amazon analysi anim announc
        anybodi anymor apart argu art articl associ attach audio author b bank basi becam behavior
        beyond biggest block bottom boundari box brain broad broken capabl capac captur card
        career carri catch categori caus central changelog charg citi classic clean clearli click
        closer co comfort commerci comparison compet competit concern condit confus consist
        constraint construct consult contain correctli correl count countri credit critic custom
        cut cycl danger date dedic default defin deliv deliveri deploi determin digit directli
        discov dive document draw drop due e easili edg educ effici element emerg engag enjoi
        enter equal establish etc evalu everywher exact excel except exercis expand expens expert
        expos express extend extern ey fair fairli fall famili familiar fantast favorit fight fill
        filter fly food forgot forth frame frustrat gain gap googl gotta govern ground growth
        guest health higher highli histor histori honest host howev hurt ideal imag impress input
        inspir instal intent interact interpret interview isol itd item itll joke journei jump k
        kept known lack lai land larger late latest laugh laughter launch lesson locat lost lower
        mainli manner map mark massiv match materi measur mechan media member messag middl
        millisecond mine mission mix mode modern modul morn mostli nativ near necessari neg net
        night nine object observ obviou occur offic older onto oppos opposit otherwis overal
        packag paid pain parallel parent parti particip particularli passion paus phase pipelin
        platform player pleas plu plug popular pre prefer prepar price primarili principl privat
        profession profil promis promot proper properli propos protect quick race rais random rang
        realiti receiv recognit reduc reflect regard region regular reli remot remov repeat replac
        repres respond restrict return review risk roll safe sampl save schedul score scratch
        screen section sell sentenc server shape ship signific simpli site slack slightli smaller
        smart somehow somewhat soon speech spin spot spread statement statu stick stream stuck
        studi style suppli surviv switch text theme theori tier told transform transit travel
        treat truli tune twice typic ultim unfortun uniqu univers upload valuabl vari variabl
        variou virtual visibl vision visual walk wall weekend weird whenev wherea wide win wish
        wors worst wrap x young youtub yup
    """,
}
"""Stems under the negative power of two that is their share of quotes."""

_EVERYDAY = {stem: 2.0**-power for power, stems in _SHARES.items() for stem in stems.split()}


def everyday(stem: str) -> float:
    """Return the share of quotes that have this stem in talk of any kind, 0 for a rare one."""
    return _EVERYDAY.get(stem, 0.0)
