"""Invented talks in several languages, and what members would type to find a line of them.

Each query has the number of the line, from 0. The first queries were used to tune, `UNSEEN` not.
"""

from dataclasses import replace

from bot.models import Content, Episode
from tests.support.builders import content, episode

TALKS: dict[str, tuple[str, ...]] = {
    "en": (
        "The old ferry crossed the river twice a day until the bridge was opened.",
        "My aunt kept a diary of every storm she had lived through.",
        "Nobody remembers why the clock tower rings thirteen times.",
    ),
    "de": (
        "Die Straßenbahnen fuhren damals noch bis zum alten Bahnhof.",
        "Meine Großmutter hat in München jedes Wochenende Äpfel verkauft.",
        "Wir haben zwei Jahre lang über dieselbe Entscheidung gestritten.",
        "Die Häuser am Fluss stehen seit dem Hochwasser leer.",
        "Er kündigte seinen Vertrag, ohne ihn jemals gelesen zu haben.",
        "Im Keller fanden die Schüler eine Kiste voller Landkarten.",
    ),
    "es": (
        "Las canciones que cantaba mi abuela hablaban siempre del mar.",
        "Tomamos la decisión de cerrar la panadería un lunes por la mañana.",
        "Los niños corrían por la plaza mientras llovía a cántaros.",
        "El ladrón devolvió las joyas con una carta de disculpas.",
        "Nadie entendía las reglas de aquel juego tan extraño.",
        "Aprendimos a nadar en un río lleno de tortugas.",
    ),
    "fr": (
        "Les premières neiges ont bloqué la route du village pendant un mois.",
        "Mon père réparait des horloges dans une cave humide.",
        "Nous avons perdu toutes nos libertés le jour où le chien est arrivé.",
        "Elle a cueilli des champignons dans la forêt derrière l'école.",
        "Les chevaux refusaient de traverser le pont suspendu.",
        "Son idée était de vendre des parapluies dans le désert.",
    ),
    "pt": (
        "As nações pequenas também têm grandes histórias para contar.",
        "O pescador consertava as redes enquanto os cães dormiam.",
        "Tomei as piores decisões da minha vida numa sexta-feira.",
        "A biblioteca perdeu os livros mais antigos no incêndio.",
        "O coração dele batia mais forte no palco do que no hospital.",
        "As crianças pintaram o muro da estação de azul.",
    ),
    "it": (
        "I ragazzi costruirono una barca con le porte della scuola.",
        "La città dormiva quando arrivarono i musicisti.",
        "Mio nonno parlava con gli alberi del giardino ogni mattina.",
        "Le decisioni importanti si prendono davanti a un caffè.",
        "Gli amici di mia sorella hanno rubato un treno giocattolo.",
        "Il fornaio perse le chiavi nel pane.",
    ),
    "nl": (
        "De huizen langs de gracht zakken elk jaar een centimeter.",
        "Mijn oom verzamelde boeken die niemand wilde lezen.",
        "De fietsers wachtten urenlang op de brug die niet dichtging.",
        "Ze bakte pannenkoeken voor de hele brandweer.",
        "De kat van de burgemeester kreeg een standbeeld.",
        "Hij schreef brieven aan zijn eigen schaduw.",
    ),
    "sv": (
        "Flickorna byggde en koja av gamla skidor.",
        "Huset vid sjön såldes till en cirkus.",
        "Han glömde böckerna på tåget till Malmö.",
        "Älgen åt upp hela trädgården på en natt.",
        "Brevbäraren sjöng för hundarna på gatan.",
        "Vi fiskade strömming under den röda bron.",
    ),
    "ru": (
        "Новые дома построили прямо на старом кладбище кораблей.",
        "Бабушка хранила письма в банке из-под варенья.",
        "Ёжик съел все яблоки, которые мы собрали.",
        "Учителя спорили о решении задачи до самого утра.",
        "Поезд остановился посреди поля, и никто не знал почему.",
        "Мы купили книгу о птицах за три рубля.",
    ),
    "ja": (
        "東京の小さなラーメン屋で父は三十年働きました。",
        "猫が屋根の上で月を見ていました。",
        "図書館の本を全部読んだ人に会いました。",
        "祖母は毎朝六時に庭の花に水をやります。",
        "電車が止まったのは雪のせいではありません。",
        "彼女はピアノを海に捨てた理由を話しませんでした。",
    ),
    "zh": (
        "我爷爷在北京的胡同里卖了四十年的包子。",
        "那只猫每天晚上都坐在图书馆门口。",
        "他们决定把钢琴搬到山顶上去。",
        "下雨的时候，老师总是忘记带雨伞。",
        "火车站旁边的面馆已经关门了。",
        "她收集了三百张旧地图。",
    ),
    "ko": (
        "할머니는 서울에서 삼십 년 동안 국수를 팔았습니다.",
        "고양이가 지붕 위에서 달을 보고 있었어요.",
        "도서관에 있는 책을 모두 읽은 사람을 만났습니다.",
        "기차는 눈 때문에 멈춘 것이 아니었습니다.",
        "우리는 바다에 피아노를 버렸어요.",
        "선생님은 항상 우산을 잊어버립니다.",
    ),
    "th": (
        "คุณยายขายก๋วยเตี๋ยวที่ตลาดน้ำมาสามสิบปี",
        "แมวนั่งอยู่บนหลังคาบ้านทุกคืน",
        "รถไฟหยุดเพราะช้างเดินข้ามทาง",
        "ครูลืมร่มไว้ที่ห้องสมุดเสมอ",
    ),
    "ar": (
        "كان جدي يبيع الكتب القديمة في سوق المدينة.",
        "أكلت القطة السمك كله قبل وصول الضيوف.",
        "توقف القطار في وسط الصحراء بلا سبب.",
    ),
    "he": (
        "סבא שלי מכר ספרים ישנים בשוק העיר.",
        "החתול ישב על הגג כל הלילה.",
        "הרכבת עצרה באמצע המדבר בלי סיבה.",
    ),
}
"""The lines of each talk, by the language."""

TUNED: dict[str, tuple[tuple[str, int], ...]] = {
    "en": (("ferries crossing rivers", 0), ("diaries of storms", 1)),
    "de": (("Strassenbahn", 0), ("Muenchen Apfel", 1), ("Entscheidungen", 2)),
    "es": (("canción de la abuela", 0), ("decisiones panaderia", 1), ("niño corriendo", 2)),
    "fr": (("premiere neige", 0), ("horloge cave", 1), ("liberté chiens", 2)),
    "pt": (("nação pequena", 0), ("rede do pescador", 1), ("decisao sexta", 2)),
    "it": (("ragazzo barche", 0), ("citta musicista", 1), ("albero giardini", 2)),
    "nl": (("huis grachten", 0), ("boek lezen", 1), ("fietser bruggen", 2)),
    "sv": (("flicka koja", 0), ("hus sjon", 1), ("bok tåg Malmo", 2)),
    "ru": (("новый дом", 0), ("письмо варенье", 1), ("ежик яблоко", 2)),
    "ja": (("ラーメン", 0), ("猫と月", 1), ("図書館", 2)),
    "zh": (("包子", 0), ("那只猫", 1), ("钢琴", 2)),
    "ko": (("서울 국수", 0), ("고양이", 1), ("도서관", 2)),
    "th": (("ก๋วยเตี๋ยว", 0), ("แมว", 1)),
    "ar": (("كتب قديمه", 0), ("اكلت القطه", 1)),
    "he": (("ספרים בשוק", 0),),
}

UNSEEN: dict[str, tuple[tuple[str, int], ...]] = {
    "en": (("clock towers ringing", 2),),
    "de": (("Haus am Fluß", 3), ("Vertraege kündigen", 4), ("Schueler Landkarte", 5)),
    "es": (("ladrones joya", 3), ("regla del juego", 4), ("rio tortuga", 5)),
    "fr": (("champignon foret", 3), ("cheval pont", 4), ("idees parapluie", 5)),
    "pt": (("livro antigo bibliotecas", 3), ("coracao palco", 4), ("criança muros", 5)),
    "it": (("decisione caffe", 3), ("amico treni", 4), ("fornaio chiave", 5)),
    "nl": (("pannenkoek", 3), ("katten burgemeester", 4), ("brief schaduw", 5)),
    "sv": (("alg trädgård", 3), ("brevbarare hund", 4), ("fiska bro", 5)),
    "ru": (("учитель спор", 3), ("поезда поле", 4), ("книги птица", 5)),
    "ja": (("庭の花", 3), ("電車 雪", 4), ("ピアノ", 5)),
    "zh": (("雨伞", 3), ("面馆", 4), ("旧地图", 5)),
    "ko": (("기차 눈", 3), ("피아노", 4), ("우산", 5)),
    "th": (("ช้าง", 2), ("ห้องสมุด", 3)),
    "ar": (("قطار الصحراء", 2),),
    "he": (("חתול גג", 1), ("רכבת", 2)),
}


def talk(language: str, *, server: int | None = None) -> tuple[Episode, Content]:
    """Return the talk in a language as an episode, and what it has."""
    made = content(tuple(("Ann Other", line) for line in TALKS[language]), key=f"talk-{language}")
    about = episode(f"talk-{language}", title=f"Talk {language}", server=server)
    return replace(about, language=language), made
