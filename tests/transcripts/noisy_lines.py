"""Made-up lines with what nobody said in the conversation, and lines that only look like it."""

DIRECTIONS = (
    "[Musik]",
    "[MÚSICA]",
    "(audience laughing)",
    "*laughs*",
    "<laughs>",
    "【拍手】",
    "（笑）",
    "♪ la la la ♪",
    "[BLANK_AUDIO]",
    "[ Silence ]",
    "[NO AUDIO]",
    "[?]",
    "[inaudible 00:10]",
    "____",
    "(speaking in foreign language)",
    "(door creaks)",
    "{laughter}",
    "[Ann laughs]",
    "(crosstalk)",
    "[00:10 music]",
    "[Music playing]",
    "(SIGHS)",
    "(phone ringing)",
    "[Applause and cheering]",
    "(dog barks)",
    "[Gelächter]",
    "(Lachen)",
    "[Rires]",
    "(rires)",
    "[Aplausos]",
    "(risas)",
    "[Risate]",
    "(gelach)",
    "[skratt]",
    "[смех]",
    "(смеётся)",
    "[音楽]",
    "（拍手）",
    "[음악]",
    "(웃음)",
    "[upbeat music plays]",
    "(clears throat)",
    "*clears throat*",
    "*sigh*",
    "[overlapping chatter]",
    "(theme music)",
    "[bleep]",
    "(indistinct)",
    "[unintelligible]",
    "[foreign language]",
    "(wind howling)",
    "(glass shatters)",
    "[[laughs]]",
    "((inaudible))",
    "\\[laughter\\]",
    "[SOUND OF RAIN]",
    "[Laughter.]",
    "(Laughter.)",
    "[Speaking Spanish]",
    "(speaks French)",
    "(gasps)",
    "[chuckles softly]",
    "(both laugh)",
    "[everyone laughing]",
    "(pause)",
    "[long pause]",
    "[PAUSE 00:02]",
    "[intro music]",
    "[Outro]",
    "(beep)",
    "[ding]",
    "(typing on keyboard)",
    "[sings]",
    "(singing)",
    "[cheering]",
    "(crowd cheers)",
    "[crickets]",
    "(whispering)",
    "[sniffles]",
    "(coughs)",
    "[COUGHING]",
    "_laughs_",
    "(laughing)",
    "[Musique]",
    "[Música de fondo]",
    "(aplausos)",
    "[muziek]",
    "[Musik spielt]",
    "[муз. заставка]",
    "(音楽)",
    "（音楽）",
    "[掌声]",
    "[笑声]",
    "[Audio cuts out]",
    "[recording stops]",
    "[video plays]",
    "(engine revving)",
    "[footsteps approaching]",
    "(thunder rumbling)",
    "[silence]",
    "[no speech]",
    "[Start of recording]",
    "[END]",
)
"""Stage directions and marks of transcribers."""

REMARKS = (
    "(which was in 1984)",
    "[sic]",
    "(let's say)",
    "(I think)",
    "(for example)",
    "[it was funny]",
    "(you can toggle it in the UI)",
    "[They're IN the computer?]",
    "(s)",
    "[at]",
    "[the company]",
    "(machine learning)",
    "(speaking of which)",
    "(including me)",
    "(depending on the day)",
    "(no kidding)",
    "*really*",
    "*very*",
    "(1984)",
    "(about 20 percent)",
    "(NASA)",
    "(the second one)",
    "(born in Leeds)",
    "(and yes)",
    "(see below)",
    "(formerly Twitter)",
    "(my wife)",
    "[1]",
    "[^2]",
    "(see [the talk](https://x.org/a))",
    "[our site](https://x.org)",
    "(not counting the cat)",
    "(a small town)",
    "(everything)",
    "(good morning)",
    "(deep learning)",
    "(the king)",
    "(or whatever)",
    "(in the morning)",
    "(meaning the old one)",
    "(thank God)",
    "(as he said)",
    "(Paris)",
    "(the BBC)",
    "[New York]",
    "(kind of)",
    "(assuming it works)",
    "(i.e. running)",
    "(like swimming)",
    "(her mother)",
    "(almost)",
    "(laughs at his own joke about Leeds and the sea)",
    "(music to my ears)",
    "(the music industry)",
    "(a phone)",
    "(which made the audience laugh)",
    "(cat and dog people)",
    "(sound familiar?)",
    "(ring ring, who is there?)",
    "(two dogs)",
    "(we laughed)",
    "*music*",
    "*sound*",
)
"""Brackets and emphasis that belong to what is said."""

CREDITS = (
    "Subtitles by the Amara.org community",
    "Untertitel der Amara.org-Community",
    "Untertitelung des ZDF für funk, 2017",
    "Untertitel im Auftrag des ZDF für funk, 2021",
    "Sous-titres réalisés para la communauté d'Amara.org",
    "Sous-titrage Société Radio-Canada",
    "Sous-titrage ST' 501",
    "Subtítulos realizados por la comunidad de Amara.org",
    "Legendas pela comunidade Amara.org",
    "Sottotitoli creati dalla comunità Amara.org",
    "Sottotitoli e revisione a cura di QTSS",
    "Ondertiteld door de Amara.org gemeenschap",
    "Napisy stworzone przez społeczność Amara.org",
    "Субтитры сделал DimaTorzok",
    "Субтитры создавал Иван Петров",
    "Редактор субтитров А.Семкин Корректор А.Егорова",
    "Undertexter från Amara.org-gemenskapen",
    "Svensktextning.nu",
    "字幕由 Amara.org 社区提供",
    "字幕by索兰娅",
    "中文字幕志愿者 杨茜茜",
    "请不吝点赞 订阅 转发 打赏支持明镜与点点栏目",
    "MBC 뉴스 김성현입니다.",
    "자막 제공 : 아무개",
    "Transcribed by https://otter.ai",
    "Transcript by Rev.com",
    "www.zeoranger.co.uk",
    "Subtitles by the community of a site nobody knows.",
    "Advertise your product or brand here contact www.OpenSubtitles.org today",
    "Support us and become VIP member to remove all ads from www.OpenSubtitles.org",
    "Please rate this subtitle at www.osdb.link/abcd",
    "Downloaded from YTS.MX",
    "Captions by GetTranscribed.com",
    "Closed captioning by Ann Lee",
    "Captioning made possible by Acme Foods",
    "Translated by Jo May",
    "Synced & corrected by Honeybunny",
    "Titulky vytvořil JohnyX.",
    "Altyazı M.K.",
    "Υπότιτλοι AUTHORWAVE",
    "This transcript was generated automatically.",
    "Copyright WDR 2021",
    "Subtitling: Jo May",
    "Teksting av Nicolai Winther",
    "Tekstet af Jo May",
    "Legendado por Jo Silva",
    "Subtitulado por Ana Ruiz",
    "Translation by the volunteers of a small site",
)
"""Lines that caption sites and recognisers add."""

CREDIT_LIKE = (
    "Translated by hand, the book took ten years.",
    "Subtitles by themselves are not enough.",
    "We had subtitles from the start.",
    "The captions by the door were wrong.",
    "Captions by artists were sold there.",
    "Transcription is done by three people here.",
    "Untertitel der Sendung waren falsch.",
    "Untertitel von guten Filmen sind kurz.",
    "Les sous-titres de ce film sont mauvais.",
    "Los subtítulos de la película eran malos.",
    "You can find it at example.com.",
    "Go to our website, example.com, for more.",
    "Sync by default, then you never wait.",
    "Translated from the French, it means shoe.",
    "We translated by ear.",
    "The transcript by itself says nothing about tone.",
    "Subtitles, by the way, are hard.",
    "Napisy są trudne.",
    "Субтитры помогают учить язык.",
    "字幕を読むのは大変です。",
    "Transcribed by ear, it took a week.",
    "Timed by the sun, the day is long.",
    "Subs from the bench scored twice.",
    "Thank you for watching my dog.",
    "Legendas são difíceis de ler.",
    "Danske tekster er svære.",
)
"""Sentences about captions and addresses."""

ADVERTISEMENTS = (
    (
        "This episode is brought to you by Mattressly. Mattressly is the only mattress that "
        "learns how you sleep. Go to mattressly dot com slash ferry and use the code FERRY to "
        "get 20 percent off your first order. That's mattressly dot com slash ferry. And now "
        "back to the show."
    ),
    (
        "Support for this podcast comes from Brightfold, the folding lamp for people who read "
        "in bed. It charges in ten minutes and lasts for three weeks. Listeners get fifteen "
        "percent off at brightfold.com/river."
    ),
    (
        "Today's sponsor is Kettle and Co. I have been drinking their tea for six months. "
        "They send you a new box every month, and you can skip whenever you like. Head to "
        "kettleandco.com/grain and enter code GRAIN at checkout."
    ),
    (
        "We'd like to thank our sponsors. First, Plankton, the accounting software for tiny "
        "companies. If you hate receipts, you'll love Plankton. Start your free trial at "
        "plankton.io today. Back to the conversation."
    ),
    (
        "Let's take a quick break to thank our sponsor, Northwind Hosting. Northwind gives "
        "you servers that never sleep. You can deploy in one click. Get a hundred dollars in "
        "credit at northwind.dev/river. Welcome back."
    ),
    (
        "A quick word from our sponsors. Are you tired of cold feet? Woollo makes socks from "
        "sheep that are named on the label. Use promo code WARM for free shipping. Okay, back "
        "to the interview."
    ),
    (
        "This show is sponsored by BetterMind. Therapy can feel far away. BetterMind brings "
        "it to your phone. Visit bettermind.com/barge to get ten percent off your first "
        "month."
    ),
    (
        "Support for the show is provided by Harbour Bank. Harbour Bank has no fees and no "
        "branches, and you can open an account in four minutes. Terms apply."
    ),
    (
        "This podcast is supported by Lumen Press, who publish books about light. Their new "
        "atlas of lamps is out now. Learn more at lumenpress.org. Now back to our guest."
    ),
    (
        "And this episode is made possible by Cartwheel. Cartwheel is a bicycle subscription. "
        "You get a bike, they fix it, and you cancel anytime. Sign up today at cartwheel.com "
        "and use our code RAFT."
    ),
    (
        "Diese Folge wird euch präsentiert von Lampenlicht. Lampenlicht macht Lampen, die mit "
        "euch aufwachen. Mit dem Gutscheincode FLUSS bekommt ihr 15 Prozent Rabatt. Alle "
        "Infos findet ihr in den Shownotes. Und jetzt zurück zur Folge."
    ),
    (
        "Kurz Werbung. Kennt ihr das, wenn der Kaffee schon wieder leer ist? Bohnenpost "
        "schickt euch jeden Monat zwei Tüten. Geht auf bohnenpost punkt de slash fluss. "
        "Weiter geht's."
    ),
    (
        "Cet épisode est sponsorisé par Lumière Douce. Leurs lampes vous réveillent en "
        "douceur. Avec le code promo FLEUVE vous avez vingt pour cent de réduction. Retour à "
        "notre conversation."
    ),
    (
        "Este episodio está patrocinado por Lampara. Lampara hace lámparas que despiertan "
        "contigo. Usa el código RIO y llévate un diez por ciento de descuento. Volvemos a la "
        "charla."
    ),
    (
        "Este episódio é patrocinado pela Lampião. A Lampião entrega velas na sua casa. Use o "
        "cupom BARCO e ganhe dez por cento de desconto. Voltamos ao programa."
    ),
    (
        "Questo episodio è offerto da Lucciola. Lucciola spedisce lampade in tutta Italia. "
        "Con il codice sconto FIUME hai il dieci per cento di sconto. Torniamo alla puntata."
    ),
    (
        "Deze aflevering wordt mede mogelijk gemaakt door Lampje. Lampje bezorgt lampen aan "
        "huis. Met de kortingscode RIVIER krijg je tien procent korting. En nu terug naar de "
        "aflevering."
    ),
    (
        "Brought to you by Gatepost. Gatepost is the doorbell that knows your friends. Try it "
        "free for thirty days at gatepost.com/barge."
    ),
    (
        "Our next sponsor is Pencilry. They make one pencil, and it is very good. Go to "
        "pencilry.com and save 20 percent on a dozen. Pencilry, one pencil."
    ),
    (
        "Thanks to Quillfeather for sponsoring this episode. Quillfeather turns your voice "
        "into letters. I wrote to my aunt with it last week. Get started for free at "
        "quillfeather.app."
    ),
    (
        "I want to quickly thank today's sponsor, Saltbox. Saltbox ships sea salt from four "
        "coasts. You can taste the difference between the coasts. Use code COAST at checkout "
        "for a free sample."
    ),
    (
        "Funding for this program comes from the Tanner Foundation, supporting work on rivers "
        "since 1950. More at tannerfoundation.org/rivers."
    ),
    (
        "This week's episode is supported by Ploughshare. Ploughshare is a garden planner. It "
        "tells you when to plant. Download it now for free, and listeners of the show get a "
        "year of Plus. All right, back to the show."
    ),
    (
        "We're sponsored today by Oddsocks. One box, nine socks, no pairs. Visit "
        "oddsocks.co/river for your first box free."
    ),
    (
        "The show is brought to you by Fernway. Fernway sends plants that cannot die. Mine is "
        "in a dark corner and it is thriving. There's a special offer for you: go to "
        "fernway.com/raft. Now let's get back to the story."
    ),
    (
        "Time for a word from our partner, Tidewater Insurance. Boats sink, says Tidewater, "
        "but budgets needn't. Get a free quote at tidewater.com. And we're back."
    ),
    (
        "Det här avsnittet sponsras av Lampan. Lampan skickar lampor hem till dig. Använd "
        "rabattkod ÄLV. Nu tillbaka till programmet."
    ),
    (
        "Этот выпуск выходит при поддержке сервиса Лампа. Лампа привозит лампы домой. По "
        "промокоду РЕКА вы получите скидку десять процентов. Вернёмся к разговору."
    ),
    (
        "Use code HARBOR for 30% off your first order at driftwood.com/harbor. That's "
        "driftwood.com/harbor."
    ),
    (
        "This episode is presented by Mossback Boots. Mossbacks are waterproof on the inside "
        "too. You will never have wet feet again. Order today at mossback.com and get free "
        "shipping."
    ),
    (
        "Today's episode is brought to you in part by Candor. Candor reads your contracts so "
        "you don't have to. I used it when I rented the barn. Start for free at "
        "candor.ai/podcast. Okay, let's get back to it."
    ),
    (
        "This season is supported by listeners like you and by Wheelwright. Wheelwright makes "
        "wheels. Find out more at wheelwright.org."
    ),
)
"""Advertisements as hosts read them."""

ABOUT_SPONSORS = (
    "We used to read ads for mattresses on this show, and I hated every one of them.",
    "The first show that I worked on was sponsored by a soap company in the forties.",
    "How do you find sponsors for a show about bridges?",
    "You write the code, you use the code, and then you throw the code away.",
    "The code is open source, so you can use the code in your own project.",
    "The prices were 20 percent off by the end of the summer, because nobody came.",
    "Remember when every podcast said this episode is brought to you by a mattress?",
    "Is this episode brought to you by anyone?",
    "This episode is not sponsored by anyone, we pay for it ourselves.",
    "Our sponsors left in March, and that was the end of the radio years.",
    "My father sponsored a football team, and they lost every game.",
    "He asked for a promo code and they laughed at him.",
    "Discount codes are a way to measure which show sold the mattress.",
    "You can find her essays at her own website, and they are worth it.",
    "We went back to the show the next evening, and it had closed.",
    "Welcome back to the village, the sign said.",
    "The support for the bridge comes from two steel towers.",
    "Support for the party comes from the coast.",
    "The talk was brought to me by my brother.",
    "The flood brought to you by climate change, he wrote on a wall.",
    "I never finished the free trial, I just forgot about it.",
    "He sent me the first order of grain in June, by boat.",
    "The company was supported by a bank that no longer exists.",
    "Her podcast is supported by listeners, and that changes what she says.",
    "A word from our neighbours was enough to stop the building.",
    "The sponsor of the bill was a senator from the north.",
    "I'm a sponsor in a recovery group, and I take calls at night.",
    "We have no advertisers, no sponsors and no boss.",
    "You should visit the museum, it is free on Sundays.",
    "They sold the domain, raft dot com, for a million dollars.",
    "I said let's get back to the boat before dark.",
    "Werbung hat mich nie interessiert, ich habe Schilder gemalt.",
    "Der Rabatt war zu klein, also gingen wir.",
    "El código estaba escrito en la puerta.",
    "They wrote: thanks to our sponsors, on the back of every shirt.",
    "The ad said use code WINTER, and the code never worked.",
    "If this show were sponsored by a bank I would say so.",
    "We told the sponsor that we would never read a line that we did not write.",
    "I have a discount code for my sister's shop, but nobody has ever used it.",
    "The river was presented to you by guides as if it were theirs.",
)
"""Sentences of a conversation about sponsors, codes and prices."""
