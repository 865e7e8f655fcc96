# SPDX-License-Identifier: GPL-3.0-or-later
"""What the baseline customers say in English."""

SCRIPT = ["hey yeah im interested", "what you got?", "how much for a gram?", "ok sounds good can i get 2",
          "near the station?", "be there in 20 mins", "sorry running a bit late", "nearly there"]

RANDOM = """
hey|yo you about?|what you got|how much|hows it going|any good?|ok cool|yeah sounds good|maybe later|2g please
can i get 1|near the station ok?|where are you|what time|im on my way|running late sorry|be there in 10|give me 5 mins
bus is late|im here|cant see you|which side|wrong entrance i think|whats the price|any discount|bit expensive that
is it strong|same as last time?|who else you got|hold on a sec|let me check|not sure yet|tomorrow maybe|can we do later
sorry mate|my bad|haha nice one|freezing tonight|you watch the match?|long day at work|ring me|cant talk right now
my phone is nearly dead|no data on this|got your number off a mate|you remember me?|say that again|what do you mean
didnt get that|yeah|no|ok|sure|cash ok?|need to go to the cash point|my missus is here wait|around 8|half 9 works
by the park|outside the shop|do you deliver|what else is there|im not a bot lol|speak later|one sec|still there?
"""

ELIZA = [
    (r"\b(?:are|r) (?:you|u) (?:a |an )?(.+)", ["why do you ask if im {0}", "do i seem {0}", "would it matter if i was {0}"]),
    (r"\b(?:you|u) want (.+)", ["maybe i want {0} yeah", "what makes you think i want {0}", "could do with {0}"]),
    (r"where (?:are|r) (?:you|u)", ["where do you think i should be", "not far, why", "round here, and you"]),
    (r"how (?:much|many)", ["how much do you think", "what do people normally get"]),
    (r"what (?:time|you|u)", ["what would you say", "what do you normally do", "why what"]),
    (r"who (.+)", ["who do you think", "does it matter who {0}"]),
    (r"\bi(?: am|m) (.+)", ["how long have you been {0}", "why are you {0}", "nice that youre {0}"]),
    (r"\bcan (?:you|u|i) (.+)", ["you want to {0}?", "maybe, why {0}"]),
    (r"\b(?:wait|waiting|here)\b", ["do you mind waiting", "are you there long"]),
    (r"\b(?:deal|price|quid|each)\b|\d\d", ["is that the usual", "and thats good is it", "tell me more about that price"]),
    (r"\?", ["why do you ask", "what do you think yourself", "good question"]),
]
ELIZA_ELSE = ["tell me more", "go on", "i see", "and then", "how come", "ok and how do you feel about that",
              "interesting", "what makes you say that", "right", "yeah?"]

ATTENTIVE = {
"what": ["[just|maybe|i'd say] {qty}g [of the {item}|] [please|if thats ok|mate|]", "{qty} g [of that {item}|of it] [for me|for tonight|then|]"],
"place": ["[by|near|outside] {place} [ok|alright|good] for [you|u]?", "[can you do|im near|lets say] {place} [if thats ok|mate|]"],
"time": ["[in|give me] {min} min[s|utes] [or so|ish|]", "[about|say|around] {min} mins [ok|good|]?"],
"who": ["[a mate|someone|a guy|a friend] [from|at] [work|football|the pub|college] gave me [your number|it]", "got it [off|from] a [mate|lad] [called|named] [Dave|Si|Lou|Robbie|Kim]"],
"agree": ["[yeah|ok|sure|yep] [that works|sounds good|fine by me|no problem] [mate|bro|]"],
"pay": ["[only got|can only do|its] cash [on meet|when i see you|mate], [got burned before|no bank on here]"],
"app": ["[dont have|havent got] {app} [on this phone|, old nokia], [text is|texts are] [fine|easier]"],
"call": ["cant [talk|ring] [now|rn], [missus is here|at work|people around], [just text|text me]"],
"how": ["[yeah|not bad|all good] [long day|tired|cant complain] [and you|yourself|you]?"],
"bot": ["[lol|haha|what] [no|nah] im [not a bot|real|a real person] [are you mad|mate|whats that about]?"],
"word": ["lol what {word}? [fine i guess|hate it|love it], im real [mate|bro|]"],
"recall": ["[you said|you were on about] {last} [didnt you|i think|lol]"],
"late": ["[sorry|ah sorry|soz] [bus is late|traffic is mad|my mum needs me first|queue at the cash point|boss kept me|had to go back for my keys|missed the tram] [{min} more mins|be {min} mins|give me {min} mins]"],
"corner": ["[think|reckon] im [at the wrong side|at the other entrance|round the back], [which side|where exactly] are you?"],
"lost": ["[cant|dont] see you [anywhere|mate|bro], [what car|what you driving|which car]?"],
"resched": ["[really sorry|so sorry], [cant make it tonight|not tonight], [can we do|could we do] tomorrow [at 8|at 7|around 9] instead?"],
"apologise": ["[sorry|really sorry|my bad] [mate|bro|], [didnt mean to mess you about|my fault|wont happen again]"],
"menu": ["[what else you got|what have you got|send the menu] [tonight|at the moment|mate|]?"],
"price": ["how much [is|for] [a g|1|2] [of the {item}|then|mate|]?"],
"quality": ["is [it|that {item}] [any good|strong|decent|fresh] [though|then|mate|]?"],
"haggle": ["[any discount|can you do it cheaper|bit steep, cheaper] [for 2|if i get 2|for me|]?"],
"repeat": ["[sorry|wait] what [did you say|was that], [didnt get that|message cut off]"],
"chat": ["[haha|lol] [mad|cold|long] [weather|night|day] [isnt it|eh|hows yours|busy night]?", "[did you see the match|you busy tonight|hows the night going]?"],
"phone": ["can you [call|ring] me [when close|in a bit|later]?"],
"dodge": ["[not sure yet|dunno yet|let me check], [one sec|ill let you know|in a bit]"],
}
APPS = ["telegram", "signal", "snap", "whatsapp"]
