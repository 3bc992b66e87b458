"""Patterns of how speech begins, ends and stalls; they decide whether an excerpt is complete."""

import re

BOILERPLATE = re.compile(
    r"(?-i:\b(?:I['’]m|I am) (?:Dr\.? )?[A-Z]\w+)|\bmy name(?:'s| is)\b"
    r"|\b(?:welcome (?:back )?to|thanks? (?:you )?(?:so much |again |very much )?(?:both )?for"
    r"|thank you|thanks (?:so|a|very)|so much for (?:coming|joining)|joining us|joined by"
    r"|guests?\b|you said\b|our sponsors?|sponsor(?:ed|s|ing)?\b|promo code|discount code"
    r"|subscribe|subscription|like and (?:share|follow)|rate and review|show notes|listeners"
    r"|episodes?\b|(?:this|the|next|last|today'?s|our|previous|another|an?) (?:podcast|show\b)"
    r"|on the (?:show|podcast|pod)|nice to (?:meet|have (?:you|him|her|them)|see)"
    r"|great to (?:have|be|see)"
    r"|good to (?:have|be|see)|glad to (?:be|have)|pleasure|an honou?r|without further ado"
    r"|let'?s (?:talk|start|get|dive|dig|move|jump|kick|go to|switch|take a)"
    r"|let me (?:just )?(?:talk|ask|tell|start)|we(?:'ll| will) be back"
    r"|tune in|stay tuned|until next (?:time|week)|see you|goodbye|bye|signing off|have me\b"
    r"|introduce (?:you|our|your|my|him|her|them)|introduction|follow (?:me|us)"
    r"|find (?:me|us|you)|check (?:it|us|them|this|that) out"
    r"|on twitter|slack channel|patreon|linkedin|where can (?:people|folks)|reach out|go ahead"
    r"|tell us (?:a|about|more|what|how)|look (?:her|him|it|them|us) up|(?:move|moving) on to"
    r"|haven't signed up|like I said|if that (?:helps|makes sense)|I don't remember"
    r"|(?:like|as) you(?:'ve| were| just)* (?:sa(?:y|id|ying)|mention(?:ed|ing)?|point(?:ed)? out)"
    r"|(?:to|on|for|with) your (?:point|question|comment)s?\b|I'm sorry|correct me|shout-?outs?"
    r"|if you (?:could|can|would) (?:\w+ )?(?:give|tell|share|walk|talk) (?:us|me|about|through)"
    r"|thing I (?:should|would|(?:want|wanted|like) to|wanna) (?:add|mention|say)|caveat"
    r"|I (?:get|hear|see) what you(?:'re| mean)|you(?:'re| are) spot on|put that out there"
    r"|if I recall|if I'm not mistaken|since we (?:recorded|spoke)|circl(?:e|ing) back|derail us"
    r"|\w+@\w|\w+\.(?:com|org|io|net|dev|fm|ai|co)\b"
    r"|we talked about|we also hit|I(?:'m| am) your host|hosts?\b|unpopular opinion"
    r"|as (?:I|you|we|he|she|[A-Z]\w+) (?:said|mentioned|was saying|were saying)"
    r"|I(?:'m| am) (?:really )?(?:curious|excited to)|you(?:'d| would) (?:encourage|recommend)"
    r"|that'?s a (?:great|good) (?:question|point)|(?:great|good) (?:question|point))",
    re.IGNORECASE,
)
"""What hosts say around a conversation, for example thanks and announcements."""

_CONNECTIVES = (
    r"(?:and|but|so(?! (?:many|much|far|few|long|often|little|called))|because|cause|or|nor"
    r"|then|also|plus"
    r"|yeah|yes|yep|yup|no(?=[,.!?…-]|\s(?:no|i|it|we|you|but|not|that)\b)|nope|oh|ah|uh|um|er"
    r"|hmm|mm|mhm|ha|wow|hey"
    r"|well(?=[,.…]| i\b| you\b| it| we\b| the\b| so\b| and\b)|okay|ok|alright|anyways?|like"
    r"|you know(?! (?:what|how|why|when|where|who|that|the|a)\b)|i mean|i guess|kind of|sort of"
    r"|actually|basically|obviously|honestly|frankly|literally|therefore|otherwise|then again"
    r"|(?:it|he|she)(?:['’]s| is| was) like|(?:i['’]m|they['’]re|we['’]re) like|i was like"
    r"|the (?:other )?thing (?:is|was)|to be (?:honest|fair|clear)|in fact|for (?:example|instance)"
    r"|in other words|that (?:being )?said|at the same time|on the other hand|at the end of the day"
    r"|now(?= (?:you|we|it|i|so)\b)|first of all|which means|(?:that|and that)['’]s why"
    r"|i suppose|of course"
    r"|(?:right|sure|exactly|absolutely|totally|definitely|certainly|now|again|look|listen|see|cool"
    r"|great|correct|interesting|true|nice|awesome|good|perfect|fair enough|to me|for me|though|too"
    r"|as i said|to your point|i don['’]?t know|indeed|similarly|likewise|finally|secondly|first"
    r"|second|third|next|lastly|meanwhile|either way|by the way|one more thing)(?=[,.!…:-]))"
)
_HEDGES = (
    r"(?:i think|i would (?:say|think)|i'?d say|i feel like|i believe|maybe|probably|i would argue)"
)
CONNECTIVES = re.compile(rf"(?:{_CONNECTIVES}\b(?!['’-])[\s,.…\-–—!]*)+", re.IGNORECASE)
"""Words that join a sentence to the one before; an excerpt begins after them."""

HEDGES = re.compile(rf"(?:{_HEDGES}\b[\s,]*(?:that\s+)?)+", re.IGNORECASE)
"""Words that soften a sentence, for example "I think"; an excerpt may begin after them."""

DANGLING = re.compile(
    r"(?:it(?!(?:['’]s| is| was| would be| can be| will be)(?: \w+)? \w+ (?:to|that|when|how|if"
    r"|what|for)\b"
    r"| (?:takes|turns|feels like|does seem|seems|seemed|took|makes sense) )|its|that|this"
    r"|these|those|they|he|she|him|her|his|them|their"
    r"|there'?(?:s|re)? (?:also|another|other)|which|who|whom|whose|than|as|such|another"
    r"|the (?:one|same|other|others|first(?! time)|second|third|latter|former|only thing|answer"
    r"|point)"
    r"|both|neither|either|one of (?:them|those|these)|some of (?:them|those|these|that)"
    r"|(?:all|most|any|none|part|half) of (?:it|that|this|those|these|them)|so|not|otherwise"
    r"|therefore"
    r"|though|although|and|but|or|because|cause|too|instead|here|there(?!['’&]| (?:is|are|was"
    r"|were|will|has|have|must|can)\b)|then"
    r"|(?:in|at|on|of|for|with|from|by|to) (?:that|this|those|these|it|them|him|her)|same|of"
    r"|what about|how about|anything else|something like|stuff|things like|even (?:that|then)"
    r"|versus|rather than|just (?:not|\w+ing)|whereas|hence|especially|including|except"
    r"|particularly|whatever|whether|talk (?:a |about"
    r"|more)"
    r"|is|are|was|were|be|been|being|has|had|do|does|did|can|could|will|would|should|going"
    r")\b",
    re.IGNORECASE,
)
"""Openings that refer to words before them; an excerpt cannot begin with one."""

TRAILING = re.compile(
    r"(?:\.\.\.|…|,|-|–|—|:|;"
    r"|\b(?:and|or|but|so|because|the|a|an|like|which|if|you know|i mean|kind of|sort of|right"
    r"|whatever|and so on|etc|i guess|i think|i don['’]?t know|anyway|though"
    r"|there))[.?!\"”'’)\s]*$",
    re.IGNORECASE,
)
"""Endings of an unfinished thought."""

POINTING_NOUN = re.compile(
    r"(?:this|that|these|those|the same) (?!is\b|are\b|was\b|were\b|has\b|will\b|would\b"
    r"|can\b)\w+ \w+",
    re.IGNORECASE,
)
"""A demonstrative with its noun, which is understood by itself after a hedge."""

DEICTIC = re.compile(
    r"\b(?:this|that|these|those|it|its|it's|that's|they|them|they're|he|she|him|her|his|there"
    r"|here)\b",
    re.IGNORECASE,
)
"""Deictic words: pronouns and adverbs whose meaning depends on the words before."""

CLAUSES = re.compile(
    r"(?:[,;:–—]|\.\.\.)\s+(?:(?:and|but|so)[,\s]+(?:(?:then|you know|i think|i mean|like"
    r"|okay)[,\s]+)*"
    r"|(?<=[;–—]\s))(?=(?:I|you|we|people|everyone|everybody|nobody|no one|the|there(?:'s| is| are)"
    r"|sometimes|most|a|if you|when you)(?:'\w+)?\s+\w)",
    re.IGNORECASE,
)
"""The gap before a main clause that could be a sentence of its own."""

ANSWER = re.compile(
    r"[^.?!]{0,60}[\s,](?:yeah|yes|yep|no|nope|right|exactly|correct|too|either|neither)[.!]"
    r"|(?:where|what|how|why|when|who) (?:do|does|did|is|are|was|were|can|could|would|should)\b"
    r"(?=[^?]*$)",
    re.IGNORECASE,
)
"""The beginning of an answer, or of a question without a question mark."""

MASKED = re.compile(r"\b\w+\*{2,}\w*")
"""A word that was masked with asterisks."""

STUMBLE = re.compile(
    r"\b(?:uh|um|uhm|erm)\b|\b(?:I|a|the|an|to|of), |\b(?:but|so|and),? yeah\b"
    r"|-- ?(?:oh|well|like|sorry|no|actually|let's|I mean|you know|let me)\b",
    re.IGNORECASE,
)
"""Hesitations and false starts."""

UNFINISHED = re.compile(
    r"(?:even |just )?(?:if|when|unless|while|although|since|until|before|after"
    r"|once)\b[^,.?!–—-]*(?:, which\b[^,.?!–—-]*)?[.!?]",
    re.IGNORECASE,
)
"""A subordinate clause without a main clause."""

BOUND = re.compile(
    r"\b(?:if|when|unless|until|although|though|while|since|because|once|not|\w+n[’']t|never|like"
    r"|say(?:s|ing)?|said|think(?:s|ing)?|thought|told|asked|wonder(?:ed)?|whether|as|even|only"
    r"|than"
    r"|goes|going|imagine|suppose)\b|n&#39;t",
    re.IGNORECASE,
)
"""Words that change the meaning of a clause after them, so an excerpt cannot begin between."""

TRANSITIONS = re.compile(
    r"\b(?:let'?s (?:talk|start|get into|dive|dig|move|jump|switch|shift|turn)|moving on"
    r"|next (?:question|topic)"
    r"|switch(?:ing)? gears|shift(?:ing)? gears|(?:want|love|like) to (?:ask|talk|hear|get|dig"
    r"|dive|start|turn)"
    r"|I(?:'m| am) curious|I wonder|speaking of|on (?:that|the) (?:note|topic|subject)"
    r"|tell (?:us|me) (?:about|more)"
    r"|what about|how about|let me (?:ask|just)|(?:before|as) we (?:wrap|close|finish|end|get)"
    r"|last question"
    r"|you mentioned|you talked about|one (?:thing|question) (?:I|that)|another (?:thing"
    r"|question|topic)"
    r"|first question|next up|back to|quickfire|rapid fire|I guess (?:just|let)|many things to)\b",
    re.IGNORECASE,
)
"""How a host changes the subject."""

GREETING = re.compile(
    r"\bno introduction\b|\b(?:thanks?|thank you)\b[^.?!]{0,30}\b(?:coming|joining|being here"
    r"|having|agreeing|doing this)\b"
    r"|\bwelcome\b|\bhere (?:they|he|she) (?:are|is)\b|\b(?:nice|great|good|glad"
    r"|happy) to (?:be|have)\b"
    r"|\bjoin(?:ed|ing) (?:me|us|by)\b|\bI(?:'m| am) your host\b|\bwithout further ado\b",
    re.IGNORECASE,
)
"""How hosts greet their guests."""

PARTING = re.compile(
    r"\b(?:thanks?|thank you)\b[^.?!]{0,40}\b(?:much|coming|joining|being|having|listening|time"
    r"|everyone|both|all)\b"
    r"|\blast word\b|\bwhere (?:can|should|could) (?:people|folks|listeners|they|we|everyone)\b"
    r"|\b(?:wrap(?:ping)? up|that'?s (?:it|all) for|out of time|see you next|until next|goodbye"
    r"|bye)\b"
    r"|\b(?:find|follow|reach) (?:you|us|me) (?:on|at|online)\b|\bshow notes\b|\bpleasure\b",
    re.IGNORECASE,
)
"""How a conversation ends."""
