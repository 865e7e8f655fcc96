# SPDX-License-Identifier: GPL-3.0-or-later
"""What a dealer hears in English. The texts come here in lower case, without accents and
apostrophes, each ? apart; see ear.py."""

SHORT = {"u": "you", "r": "are", "ur": "your", "yr": "your", "thru": "through", "wot": "what", "wat": "what",
         "tmrw": "tomorrow", "tmr": "tomorrow", "2moro": "tomorrow", "2morrow": "tomorrow", "tomoz": "tomorrow",
         "2nite": "tonight", "tnite": "tonight", "2night": "tonight", "l8": "late", "l8r": "later", "m8": "mate",
         "b4": "before", "gr8": "great", "thx": "thanks", "ty": "thanks", "pls": "please", "plz": "please",
         "mins": "min", "minute": "min", "minutes": "min", "minz": "min", "sry": "sorry", "srry": "sorry",
         "soz": "sorry", "sozz": "sorry", "bout": "about", "abt": "about", "cos": "because", "coz": "because",
         "idk": "i dont know", "dno": "dunno", "msg": "message", "txt": "text", "num": "number", "nmbr": "number",
         "wheres": "where is", "whens": "when is", "howmuch": "how much", "ppl": "people", "fone": "phone",
         "omw": "on my way", "otw": "on the way", "wyd": "what you doing", "wya": "where you at", "k": "ok", "kk": "ok",
         "okay": "ok", "okey": "ok", "oki": "ok", "yh": "yeah", "ye": "yeah", "yea": "yeah", "ya": "yeah", "y": "yeah",
         "gimme": "give me", "gonna": "going to", "wanna": "want to", "gotta": "have to", "lemme": "let me",
         "hrs": "hours", "hr": "hour", "sec": "sec", "secs": "sec", "brb": "be right back", "stn": "station",
         "whats": "what is", "tho": "though", "wen": "when", "hw": "how", "nite": "night", "2day": "today",
         "carpark": "car park", "ill": "i will", "im": "i am", "ive": "i have", "hows": "how is", "youre": "you are"}
NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
           "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
UNITS = r"(?:g|gs|gr|grams?|grammes?|pills?|beans?|bags?|wraps?|oz|tabs?|pieces?|pcs|each|of (?:each|them|those|it|the|that))"
VAGUE_QTY = (r"\ban? (?:eighth|quarter|gram|g|half|couple|bit|few|henry|single|bag|little)\b|\bhalf a? ?g\b|\bhalf an? \w+"
             r"|\bteenth\b|\b(?:just|only) (?:one|a)\b|\bthe (?:usual|same)\b|\bsmall (?:one|bag|amount)\b|\bnot (?:much|a lot|loads)\b"
             r"|\btenner|\bquids? worth|\bworth\b|\bcouple\b")
MONEY = r"(?:£ ?\d+|\b\d+ ?(?:quid|pounds?|squid|notes))"
PLACES = ("station park tesco aldi lidl asda sainsburys shop shops garage pub street road avenue town centre center church "
          "library bridge gym mcdonalds maccies mcds kfc chippy roundabout estate market square hospital cinema hotel flats "
          "stop entrance gate gates canal river field green playground pitch stadium pool supermarket bakery cafe crossing "
          "lights tram metro tube platform terminal university uni mall arcade plaza").split()
PLACE = r"\b(?:car park|bus stop|my (?:place|house|flat|road|area|end|ends|street)|same (?:place|spot)|usual (?:place|spot)|near (?:the|my)|high street)\b"
HALF, QUARTER = r"half (?:past )?(\w+)", r"quarter (past|to) (\w+)"
AT = r"\b(?:at|around|about|by|for|say|like|bout|till|before|after)"
HALF_BEFORE = False
DELAYS = [(r"half (?:an )?hour", 30), (r"(?:an|one|1|\bin a|couple of) hours?", 60), (r"hour and a half", 90),
          (r"(?:couple|few) (?:of )?min|few more min|\btwo ticks|\bminute or", 4), (r"quarter of an hour", 15),
          (r"\b(?:right )?now\b(?! ?what)|\basap\b|straight away|ready when", 0)]
HOURS_DELAY = r"(?:in|another|give me|like|about|for)? ?\b(\d+|{n}) (?:more )?hours?\b"
DAYS = (r"\btomorrow|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day|\bnext week|\bthis weekend|\bat the weekend|\banother (?:day|night)"
        r"|\bin the morning")
VAGUE_TIME = (r"\btonight|\blater\b|\bthis (?:evening|afternoon|arvo)|\bafter (?:work|dinner|tea|the|i|my)|\bwhen(?:ever)? (?:you|i)\b|"
              r"\bany ?time|\bsoon\b|\bin a (?:bit|while)|\bon my way|\bwhenever")

ACTS = {
"ask_price": r"how much(?! (?:longer|time))|\bprices?\b|\bpricing|what.{0,14}\b(?:cost|charg\w+|damage|rate)|\bcosts?\b(?! me)|how many (?:quid|pounds)"
             r"|what.{0,12}(?:for|per) (?:a|1|one|2|two|3) ?(?:g|gram|of)?|per g\b.{0,6}\?|what do i owe|what.{0,8}(?:you|they|it) (?:want|go|doing).{0,5} (?:for|at)\b",
"ask_menu": r"\bmenu\b|what (?:you|have you|else|do you|stuff|kind|sort|type|flavou?rs?|strains?)\b.{0,14}(?:got|have|do|sell\w*|in|stock|about|there|\?)"
            r"|what you (?:got|selling|saying|have)|what is (?:in|on offer|about|available|there|good|on deck|on the)|anything else|got (?:any|anything)|which (?:ones?|types?|kinds?)|\blist\b"
            r"|\boptions\b|still (?:got|have|in stock)|do you (?:have|sell|do) (?:any|the|that|\w+ \?)|(?:got|have) (?:that|the|some|it) .{0,16}\?|in stock|what is in|any (?:left|weed|hash|other)",
"ask_quality": r"any good|\bis (?:it|that|this|the \w+).{0,10}(?:good|strong|fire|decent|fresh|clean|nice|proper|legit|dry|wet|real|banging|ok)|quality|how (?:strong|good|fresh|is the (?:stuff|gear|weed|bud|hash|green))"
               r"|(?:good|strong|decent|nice|fresh|proper|legit|dry|the same|clean) (?:one|stuff|gear|though|tho|bro|mate|is it|innit|yeah|batch)? ?\?|what is (?:it|that|this one|the \w+) like|same (?:as|stuff|one) .{0,12}(?:last|before|\?)|last (?:one|batch|time) was"
               r"|\bsmells?\b|better than|worth it|what .{0,10}like \?|(?:is|are) (?:they|these|those).{0,8}(?:good|strong|fresh)|not (?:rubbish|dry|shake|trash)|\bdecent\b",
"ask_place": r"\bwhere(?:abouts)?\b(?!ver)(?! (?:i|we) (?:was|were|am))|which (?:area|part|spot|end|town|place)|you (?:local|near|close by|nearby|far)\b|do you (?:deliver|drop|come|travel)|you (?:deliver|dropping)\b|deliver.{0,20}\?|can you (?:come|drop|get) (?:to|it|here|me)|meet (?:you )?where|what area",
"ask_time": r"what time|\bwhen (?:can|are|is|do|you|will|would|could|shall|s)\b|\bwhen\b ?.{0,8}\?|how (?:long|soon|far|fast|quick|late)|till (?:what|when)|you (?:still )?(?:about|around|on|free|up|open|active|out|awake)\b.{0,14}\?|\beta\b|how many min|you on (?:your|the) way",
"agree": r"\b(?:ok|yes|yeah|yep|yup|sure|cool|safe|bet|sound|sounds (?:good|fine|ok)|fine|deal|alright|aight|allright|calm|say less|perfect|great|will do|got (?:it|you|ya)|no (?:problem|worries|probs)|np|bless|that works|works (?:for )?(?:me)?|right|lovely|nice one|nice|good|defo|definitely|sorted|fair|wicked|done|agreed|sweet|roger|i guess|guess so|think so|should be)\b",
"refuse": r"^(?:no|nah|nope|na|naa)\b|\b(?:cant|cannot|wont|dont want|rather not|no thanks|no way|not (?:doing|into|for me|going to|keen|really)|dont (?:do|like|trust))\b",
"haggle": r"discount|cheaper|knock (?:off|a|it|some)|best price|bit (?:steep|much|pricey|expensive|dear)|too (?:much|expensive|dear|steep|pricey)|\bsteep\b|\bpricey\b|expensive|any (?:deals?|offers?)|\bdeals?\b.{0,12}\?|do (?:it|me|us|2|two|3|that|both|one)\b.{0,12} for|(?:for|at) (?:£ ?)?\d+ \?|can you do|lower|mates rates|throw in|round it|(?:only|just) (?:got|have) (?:£ ?)?\d+|\bcouldnt do|someone else does|other (?:guy|bloke|lad)|what about (?:£ ?)?\d+|for less|come down",
"late": r"\b(?:late|delayed|traffic|stuck|held up|running behind|puncture|flat tyre|missed (?:the|my)|queue|cancelled|kept me|cash ?point|atm|cash machine|fell asleep|phone died|battery|shower|locked (?:out|in)|lost my|argu\w+|boss|shift|over ?time|bus (?:is|was|hasnt|didnt|never|not|broke)|no bus|train|taxi|uber|finishing|babysit\w*|still (?:at|in|on|getting|waiting|stuck)|roadworks|diversion|doctor|a&e|dinner)\b"
        r"|\bmy (?:mum|mom|dad|gf|girlfriend|bf|boyfriend|sister|brother|mate|missus|car|bike|nan|neighbou?r|landlord|dog|cat|ex|wife|husband|gran|flatmate|housemate|lift)\b.{0,40}|\b(?:need|have|got) to .{0,30}(?:first|quick|before)|took (?:ages|longer|forever)|(?:something|thing) came up|(?:police|feds|cops) (?:everywhere|outside|about|around|by)",
"wait": r"hold on|hang on|bear with|(?:give|wait for) me|\bwait\b|(?:one|1|2|two|a|few) (?:more )?(?:sec|min|ticks?|moment)|\bin a (?:bit|sec|min|while)|\d+ (?:more )?min|nearly|almost|just (?:leaving|left|getting|finishing|putting|coming|about)|(?:be|am|i will be) (?:there|with you|right)|leaving|dont (?:go|leave)|stay there|not long|soon\b|patien\w+|5 more",
"on_way": r"on (?:my|the) way|\bcoming\b|\bwalking\b|heading|leaving now|just left|set off|round the corner|nearly there|almost there|(?:in|on) the (?:bus|taxi|car|tram|train)\b|be there in",
"here": r"\bi (?:am|m) (?:here|outside|at|by|in front|standing|there|parked|stood|sat|waiting|next to|opposite|under|near)|\b(?:here|outside)(?: now| mate| bro| already|$)|^here\b|just (?:got here|arrived|landed|pulled up)|\barrived\b|been (?:here|stood|waiting)|waiting (?:here|outside|for you|by|at|ages)|\bstanding\b|\bstood\b|got here|made it",
"corner": r"other (?:side|end|corner|entrance|exit|door|gate|station|park|one)|wrong (?:side|place|corner|one|entrance|end|exit|station|park|stop)|round the (?:back|side|other)|at the (?:back|corner)|back (?:entrance|door)|which (?:side|entrance|exit|corner|end|gate|door|one is)|opposite|across (?:the|from)|(?:north|south|east|west) (?:side|entrance|exit)|(?:two|2) (?:entrances|exits|car parks|of them|stations|parks)|back side|front or|different (?:place|side|entrance|park)",
"lost": r"(?:cant|cannot|dont|didnt|not|couldnt) (?:see|find|spot|recogni[sz]e) (?:you|it|ya|your|anyone|any|the|where|nobody|no)|see (?:no ?one|nobody|nothing)|(?:no ?one|nobody) (?:is )?(?:here|there|about)|\blost\b(?! my| your)|what (?:car|colou?r|you driving|are you (?:in|driving|wearing)|you (?:in|wearing|look))|which car|where exactly|exactly where",
"reschedule": r"another (?:time|day|night)|(?:later|next) (?:tonight|today|week|on)\b|rain ?check|postpone|re ?schedule|\bmove it|\bpush it|not (?:tonight|today) |\binstead\b|cant (?:make it|do (?:tonight|today|it|that|\d))|(?:do|make|meet|say) .{0,16}(?:later|tomorrow|\bat \d+) ?.{0,10}\?|tomorrow (?:instead|better|ok|work|any|same|then|\?|at|night|morning|eve)|(?:do|try|meet|make it|leave it (?:till|for)|have to be|better) (?:\w+ ){0,2}tomorrow|cant today|bit later|(?:an|one) hour later",
"apologise": r"\bsorr+y+\b|my bad|apolog\w+|forgive|didnt mean|my fault|feel bad|my mistake|\bexcuse me",
"smalltalk": r"how (?:are|is) (?:you|it|things|your|the night|business|life)|how you (?:doing|been|keeping)|you (?:good|ok|alright|keeping)\b|busy (?:night|day|one|tonight)|weather|\brain\w*|\bcold\b|freezing|\bhot (?:out|today)|\bmatch\b|\bgame\b|football|long (?:day|week)|haha\w*|\blol\b|lmao|work (?:was|is) |hungover|tired|did you (?:see|watch|hear)|by the way|\bbtw\b|funny|guess what|birthday|kebab|hungry|starving|music|\bfilm\b|what you (?:up to|doing|on)|story|crazy|mental|mad (?:one|day|night)|what a (?:day|night|week)|you (?:watch|like|ever|from)\b|knackered|netflix|pint|sun(?:ny| is)|good (?:night|day|weekend) so|reminds me|used to|summer|winter|storm|snow\w*|quiet (?:night|tonight)|telly",
"ask_phone": r"\b(?:call|ring|bell|phone|buzz) (?:me|us|my)|give (?:me|us) a (?:call|ring|bell|buzz)|(?:can|could|will) you (?:call|ring|bell|phone)|(?:ring|bell|call) when|want to (?:call|ring)|easier (?:to|on the|by) (?:call|talk|phone|ring)|talk on the phone|quick call|just (?:ring|call|bell)",
"ask_repeat": r"say (?:that |it )?again|what (?:did|do|does|was|is) (?:you|that|this|it)\b ?(?:say|mean|again|send|\?)?|what you (?:say|mean|mean by)|(?:didnt|dont|not|cant|couldnt) (?:get|catch|understand|follow|see|read) (?:that|it|you|the|your|what|all|last|any)|come again|\brepeat|pardon|^(?:what|huh|eh|wdym|wym|sorry|hm+|ey|come) ?\?|you said .{0,30}\?|remind me|(?:send|tell me|text) .{0,10}again|forgot (?:what|where|how)|wait what|\bwas (?:that|it) .{0,20}\?|cut off|come through|(?:deleted|lost) (?:the|your|that) (?:text|message)|^\? ?$",
"deny_bot": r"\b(?:not|aint|am no) (?:a |an |no |the )?(?:\w+ )?(?:bot|robot|machine|computer|fed|feds|cop|cops|police|ai)\b|i am (?:real|human|a (?:real )?person)|real (?:person|human|one)|do i (?:sound|look|seem) like|\bbot\b|robot|(?:feds?|police|cops?) (?:lol|haha|me|\?)|(?:lol|haha) no\b|are you (?:mad|serious|joking|high)|\bhuman\b|flesh|be serious|why would i be|paranoid|you joking|last time i checked",
"goodbye": r"\bbye\b|\blaters?$|^see (?:you|ya)\b(?! (?:there|then|at|soon|in))|see (?:you|ya) (?:later|around)|\bcya\b|good ?night|take care|speak (?:later|soon)|forget it|never ?mind|leave it(?! till| for| at)|not interested|catch you|no longer|changed my mind",
"who": r"(?:mates?|friends?|cousin|guy|girl|lad|someone|somebody|colleague|brother|sister|flatmate|neighbou?r|bloke|lass) .{0,18}(?:gave|passed|sent|put me|told|recommended|knows|from|had|uses)|(?:number|it|you|this|text|num) (?:from|off|through|by|via|thru)\b|\b(?:from|off|through|via) (?:an? |my |some )?(?:old )?(?:mate|friend|cousin|work|party|guy|lad|someone|girl|colleague|brother|pal|bloke|house party|\w+ at)|my name|name is|gave me (?:your|the|this|it)|put me on|met (?:you|at)|at (?:the|a) (?:party|pub|rave|festival)|you (?:texted|messaged|sent|wrote|text) (?:me|this)|got (?:your|a|this) (?:text|message)|regular|(?:bought|got|picked up|had) (?:\w+ )?(?:off|from) you|friend of|mate of|\bwe met\b|dont remember me",
"dodge": r"not sure|dunno|dont know|\bdepends?\b|\bmaybe\b|let you know|(?:will|i will) (?:see|check|tell|text|say|let|think|message|ask|send|find)|\blater\b|in a (?:bit|min|sec|while|moment)|hold on|hang on|(?:one|1|two|2) sec|not yet|thinking|(?:have|need|want) to (?:check|ask|see|think|know|look)|why (?:you|do|would|are|is)|matter|whatever|either|up to you|you (?:choose|pick|decide|tell me)|dont mind|we will see|let me (?:check|see|think|ask|look)|first\b.{0,30}\?|before (?:that|i)|long story|same as|wherever|anywhere|hard to say|bad signal|no signal|havent decided|undecided",
"excuse": r"no (?:data|wifi|credit|internet|storage|space|smartphone|whatsapp|telegram|signal|snap|apps?|battery|camera)|dont (?:have|use|got) (?:it|that|any|telegram|whatsapp|signal|snap|apps?|one|them)|havent got|old (?:phone|nokia|brick|school)|cracked|broken|smashed|cant (?:install|download|call|talk|ring|get|speak|pick up|answer)|out of (?:credit|data)|only (?:text|sms|have texts)|screen|storage|at work|(?:people|boss|missus|family|mum|kids|everyone) .{0,10}(?:here|around|next|asleep|about)|texts? only|phone is (?:old|broken|fucked|dead|dying)|deleted (?:it|that)|banned|microphone|\bmic\b|speaker|library",
"cash": r"\bcash\b|on (?:meet|arrival|delivery|the spot)|when (?:i see|we meet|you (?:come|get|arrive))|pay (?:you )?(?:when|there|on|after|in person)|in person|no bank|not (?:sending|paying)|been (?:burned|robbed|scammed|ripped)|up ?front|dont pay|deposit",
"want": r"\b(?:need|want|after|looking for|interested|fancy|could do with|take|get|grab|have) (?:some|a|the|it|one|something|that|your|in|any)\b|\binterested\b|sort me|hook me|i will (?:take|have|get)|still up for",
"greet": r"^(?:hi+|hey+|yo+|hello|alright|hiya|easy|oi|wagwan|wag1|sup|safe|evening|morning|ey up)\b",
"thanks": r"\bthanks?\b|\bcheers\b|\bta\b|appreciate|legend",
"anger": r"\b(?:wanker|idiot|piss off|fuck off|scammer|liar|rude|chill|calm down|relax|no need)\b",
}
STOP = set("the you i is are am and to it in of for my me what how can do where when on at be not have this that just will no get got so with was your dont need but still mate".split())
