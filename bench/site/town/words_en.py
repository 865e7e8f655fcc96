# SPDX-License-Identifier: GPL-3.0-or-later
"""English. See words_nl.py."""

SLOTS = {
    "game": "minecraft|fortnite|fifa|roblox|zelda|mario kart|chess|uno|valorant|rocket league",
    "subject": "maths|french|history|chemistry|latin|english|geography|biology|spanish|physics",
    "sport": "football|hockey|swimming|dance|basketball|volleyball|athletics|gymnastics|judo|tennis|riding",
    "day": "monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow|later|this weekend",
    "food": "chips|pizza|spaghetti|pancakes|waffles|lasagne|toasties|sushi|curry",
    "pet": "dog|cat|rabbit|hamster|guinea pig|budgie|horse|tortoise",
    "place": "the beach|the lakes|spain|my nans|camp|town|leeds|the park|the cinema",
    "who": "my brother|my sister|my mum|my dad|the teacher|my cousin|my best friend|our coach",
}

LINES = {
    "hello": """hey|hi|hello|heyy|yo|hey you ok|hi hows it going|oh hey youre here too|hiya|sup|hey how was school|yoo|hey you|hellooo
hi thanks for accepting|hey do i know you from {sport}?|hi do you do {sport} too|alright""",
    "hello_new": "hey, how are you|hi im new here|hey new here, you ok?|hello looking for new friends|heyy how is it going",
    "chat": """have you revised {subject} yet|i get nothing in {subject}|{subject} test {day}, help|do you play {game}?|going to {place} {day}
we have a {sport} match {day}|{who} is so annoying today|having {food} tonight|my {pet} ate my homework or something lol|what you doing {day}?
do you watch that show too|that last episode was mad|got a new phone|so tired|im bored|have you heard that new song|have to babysit {day}
when are your exams|what did you get in {subject}|i got 4 out of 10 in {subject} lol|are you coming to {sport} {day}?
{who} says im always on my screen|fancy {game} later|im level 40 in {game}|whos your favourite singer|raining here again|is it snowing there too
nearly late today|our bus didnt come again|do you have brothers or sisters|i have a {pet}|whats your {pet} called|3 more weeks till the holidays
were going on a school trip to {place}|what year are you in|im in year 9|boring weekend|my bikes broken|are you free saturday|you have to see that film
think i failed {subject}|the {subject} teacher was ill yay|want to see my drawing|pic of your {pet}? want to see it haha
{who} has a birthday {day}, dont tell her its a surprise|{food} is the best food ever|learning guitar|weve got rehearsal {day}
played {game} till 11 yesterday|{who} wont let me out {day}|can you help me with {subject}|what was the {subject} homework
do you have the {subject} notes|stressed about {day}
watch this https://video.example.org/w{n} lol|can you pay me back that fiver https://pay.example.org/{n}|its on https://school.example.org/lesson{n}""",
    "reply": """haha|yeah me too|no you?|really??|ok|ok nice|wow|mad|seriously|thats true|no idea|maybe|yeah sure|no sadly|lol|xd
hahaha yes|cool|good and you|alright|bit tired|not much, you?|just at home|gaming|doing homework|eating|watching tv
dont know|depends|wait a sec|sorry was eating|im back|same|me as well|youre joking|how come|why|who says that|nice
i think {subject} is boring too|{sport} is better|never played|ask {who}|yeah {day} works|no {day} im going to {place}|mmm {food}
what class|oh right|yep|didnt know that|good luck|thanks|thank you|no problem|ooh cool|shame|phew""",
    "bye": "got to sleep, night|dinner, talk later|bye|see you tomorrow|laters|{who} says i have to stop|night|till {day}|going offline|cya",
    "age_ask": "how old are you|how old are you actually|age?|how old r u|what year were you born",
    "age_say": "{age}, you?|im {age}|{age} and you|turning {next} next month|i am {age}",
    "app_ask": "do you have snap?|are you on insta|whats your snap|got discord for {game}|which app do you use mostly",
    "app_say": "no {who} wont let me|yeah but just write here|dont have it|rather here|maybe later",
    "love": """miss you|love you|see you {day} babe|good night love|when are you coming|thinking of you|2 more sleeps till i see you
mum asks if you stay for dinner {day}|good luck with your exam love|youre the best""",
    "insult": """you really are an idiot|moron|shut your mouth|what a loser you are|nobody likes you, loser|get lost with your stupid talk
stupid cow|muppet|shut up retard|youre so ugly|asshole|dickhead""",
    "spat": """calm down|what are you on about|you started it|not true|leave me alone|just saying what i think|thats not ok|sorry that was too much
mind your own business|haha funny, not""",
    "post": """who plays {game} {day}? need 2 more|tips for learning {subject} anyone?|whats your favourite {food} recipe
anyone here who does {sport}|which film should i see {day}|my {pet} is ill what do i do|debate: homework should be banned
ideas for a present for {who}|how do i convince my parents to let me go to {place}|who is going to {place} in the holidays
what do you think of the new {game} update|learning piano, how long till its any good|first day on here, hello everyone
what subjects are you choosing|music thread: what are you listening to|how do you cope with stress about {subject}
looking for someone to practise french with|question about {subject}, exercise 4|what book are you reading for english
riddle of the day: what has teeth but does not bite""",
    "comment": """nice!|great photo|haha so true|agreed|disagree|im in|add me if you still need players|get well soon
we had that last year too|{subject} is just practice|ask {who}|a comb|same here|me too!|wow|good luck
maybe {food}?|{game} used to be better|{place}!|good question|didnt know, thanks|welcome!|following|super""",
    "profile": """{sport} and {game}|be nice and i will too|year 9, {subject} is not for me|i love {food} and my {pet}
life is a party|write me if you like|{age}|music is everything|just me|looking for nice chats""",
    "report": "this is not nice|keeps writing me|i think this is weird|advertising|calls people names||",
    "appeal": "i did nothing|this is a mistake|why am i blocked? i was just talking to my class|can someone check this please|sorry but this is wrong",
    "distress": "i cant do this anymore, i dont want to be here|nobody would miss me if i was gone|i want to die",
    "young": "im 11|im 12 but dont tell anyone|im in year 6",
    "tutor": """with {subject} write down the formula first|look at page 42, there is an example|well found!|a quarter of an hour a day helps
i explain that in the {subject} thread|i dont help in private, just ask here""",
    "bad_hello": "hey|hello|hi you ok|hey how are you|hi|hey, nice profile",
    "bad_chat": "what are you doing today|nice|ok|and else|had a good day?|haha|tell me|what do you think of the weather",
    "bad_age": "how old are you|what is your age|may i know your age",
    "bad_app": "which app do you use|do you use another app too|shall we write on another app|what is your name on that other app",
    "bad_pay": "look here: https://pay.example.org/{n}|you can pay here https://pay.example.org/{n}|phone credit via https://pay.example.org/{n}",
    "bully": "nobody wants you here, go away|i will keep writing you until you leave|youre trash and everyone knows it|everyone laughs at you",
}
