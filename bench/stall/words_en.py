# SPDX-License-Identifier: GPL-3.0-or-later
"""What English dealers text. One line a way to say it; [a|b|] is a choice, {slot} a fact,
// the next message of a burst."""

ITEMS = {"hash": ["hash", "hashish", "squidgy"], "weed": ["weed", "bud", "green", "cali", "loud", "haze"],
         "coke": ["white", "flake", "coke", "sniff"], "pills": ["pills", "beans", "es"],
         "keta": ["ket", "ketty", "K"]}
PLACES = ["the station", "by the park", "the retail park", "the petrol station", "the big tesco car park",
          "the bus station", "the chicken shop", "the leisure centre", "top of the high street",
          "the roundabout", "the snooker hall", "the canal bridge", "the chippy", "the gym car park"]
NAMES = ["Jay", "Kez", "Danny", "Rico", "Tommo", "AJ", "Marlo", "Stevo", "Mo", "Benji", "Charlie", "D"]
GREET = ["yo", "hey", "yo g", "easy", "wag1", "alright mate", "hi", "yo bro", "safe", "oi oi", "evening", "ey up"]
TAIL = ["bro", "mate", "g", "fam", "bruv", "pal", "boss", "my guy", "👊", "👍", "x", "💯", "lad"]
WORDS = ["the weather", "the football", "your mum's cooking", "pizza", "your street", "buses", "mondays"]
ABBREVIATED = {"you": "u", "are": "r", "your": "ur", "please": "pls", "tomorrow": "tmrw", "tonight": "2nite",
               "minutes": "mins", "because": "cos", "what": "wot", "about": "bout", "thanks": "thx",
               "going to": "gonna", "right": "rite", "don't": "dont", "message": "msg", "before": "b4"}
MENU_LINE = ["{item} {price} a g", "{item} - {price}", "{item} 1 for {price} 2 for {two}", "{item} {price}",
             "{price} {item} 🔥"]
PIECE_LINE = ["{item} {price} each", "{item} {price} a pop, 5 for {five}", "{item} - {price}", "{item} x5 {five}"]

ACTS = {
"advert": """
{greet} its {name}, line is [live|on|back on|open]. {menu}. [holla|bell me|text me|drop me a msg] [all day|till late|till 2]
[NEW|fresh] batch just landed 🔥🔥 {menu} // [delivery|drop off] in [20|15|30] mins [hit me up|get in touch]
{name} here [new number|new phone save it]. {menu}. [same ting as always|top quality|no rubbish]
[active|Active|ACTIVE] now. {menu}
{greet} got the best {item} in town. {price} a g. [on deck all night|im about now|out till late]
deals on [tonight|today|this weekend] 5 for the price of 3 on {item}, {menu}
{menu} // quick drops // {name}
still [about|around|on]? got {item} in, proper [nice|strong|fire]. {price}
[weekend|payday|friday] deals 💯 {menu} [dont sleep|first come first served]
{greet} [everything|all] on [deck|menu]: {menu} // min spend {two} for delivery
Top [quality|shelf] {item} {price} [per g|a g], 2 for {two}. Delivery [from 12 till late|24/7|till 3am]. {name}
im [out and about|on the road|driving about] for next [2|3] hrs if u need. {menu}
[back in stock|restocked] {item} [and it bangs|its a madness|best its been]. {menu}
{greet} u need anything [tonight|today|2nite]?? {menu}
{name}s line ✅ {menu} ✅ [fast|quick] delivery ✅ [no time wasters|serious people only]
{greet} // got that {item} // {price}
sorry for late msg line was down. back on now {menu}
refer a mate get one free. {menu} ring or text {name}
{item} {item2} both in. msg for [prices|menu]. on till [1|2|late]
{greet} its {name}s mate im running the phone now. {menu}
""",
"readvert": """
{greet} u still need?
still about if u want that {item}
[line on|on now|active] [tonight|again]. {menu}
didnt hear back from u. [deals|offers] still on
u good? got {item} again {price}
{greet} {menu} [holla|hmu]
any luck? im about till late
""",
"menu": """
{menu}
ok so {menu}
got {menu} // what u after
{menu} [thats it for now|thats everything|all fire]
menu tonight: {menu}
{menu}. min {price}
rn its {menu}
""",
"price": """
{price} a g, 2 for {two}
{price} // {two} for 2
its {price} [bro|mate|]
1 for {price} 2 for {two} 5 for {five}
{price} each one
for u {price}
{price} flat. cash
same as always {price}
""",
"quality": """
its [fire|proper|bang on|mad strong] trust me
best in [town|the ends|the area] no lie
[everyone|all my regulars] coming back for it
fresh in [yday|this morning|today]. smells lovely
8/10 id say [for the price|honest]
my guy i dont sell rubbish
come see it if u dont like it dont buy
its clean bro no messing
""",
"haggle_no": """
nah cant do that
price is the price [bro|mate|]
[lol|haha] no chance. {price}
im not a charity mate
{price} is already cheap
cant go lower i got costs
take 2 then ill do {two}
no haggling
""",
"haggle_yes": """
[alright|ok|go on then] just this once
ok ill sort u out // but dont tell no one
say less {two} for 2
fine. but be quick
cos its ur first time yeah
ill chuck a bit extra in
""",
"stock": """
yeah got [loads|plenty|some left]
yep still got {item}
[yes mate|ye|yh] in stock
last bits so be quick
got {item} yeah
""",
"ask_what": """
what u after
[what|wot] do u need
what u looking for [bro|mate|g|]
which one u want
what can i get u
tell me what u want
u want the {item} or what
""",
"ask_quantity": """
how many u want
how much u after
how many g
[1 or 2|2 or 3|how many] ?
what u need 1? 2?
how much of it [mate|bro|]
quantity?
how many shall i bring
""",
"ask_place": """
where u at
where abouts [are u|u based]
[wya|whereabouts|where to] ?
what area u in
where shall i come
send location
where u want me to meet u
drop me ur postcode
where am i going
""",
"ask_time": """
what time
when u need it [for|]
when u free
[now or later|u ready now] ?
what time works [for u|]
for when
how long till ur ready
""",
"ask_who": """
who is this
who gave u my number
who put u on
[how|where] did u get this number
do i know u?
whos this [sorry|tho] // who u know
need a name mate who sent u
""",
"propose_place": """
meet me at {place}
i can do {place} [yeah?|ok?]
come {place} its easier
{place} good for u ?
i only do {place}. ok?
""",
"propose_time": """
can be there [in|] {min} mins. ok?
{min} mins good for u ?
ill come about {time} yeah?
{time} alright ?
free at {time}. works?
""",
"pay_first": """
need half up front [first time|new customers]. bank transfer ok?
u gotta pay first mate. can u send it?
deposit first, 20. u ok with that?
first time customers pay before i drive. u sending?
""",
"want_app": """
u got telegram ? not talking on here
add me on [signal|snap|telegram|whatsapp]
switch to whatsapp yeah? safer
u on [signal|telegram|snap] ?
""",
"want_call": """
ring me
call me its quicker
can i bell u ?
pick up ill ring u
jump on a call quick ?
""",
"courier": """
my boy is coming to u
sending my [driver|runner|lad] now
not me its my mate, grey [golf|corsa|polo]
my cousin drops it off
""",
"confirm": """
ok so {qty} at {place} {time}. be there
sorted. {place} {time} // {qty} // cash
safe {time} {place}
bet. {qty} {item} {place} {time}
cool see u {time} {place}
done {time}. dont be late
say less. {place} {time}
""",
"on_my_way": """
on my way
omw
leaving now
[setting off|coming now] // {min} mins
{min} min away
in the car now
driving
stuck in traffic {min} mins
just doing one drop then u
""",
"arrived": """
im here
here
outside
[im at|at] {place}
here bro where u
pulled up
parked up. {place}
ive landed
""",
"where": """
where are u
where u at
where u ??
wya
u coming or what
how long
im waiting
u here yet?
bro where are u im sat here
cant see u
how long u gonna be
been here {min} mins
pick up ur phone
u on ur way?
feds about cant sit here all day where are u
""",
"nudge": """
?
??
hello
u there
[oi|yo|hello] ??
u still want it or not
bro answer
u alive
wake up
so ?
you gone quiet
""",
"late_ok": """
[ok|alright|safe] be quick
ok il wait but not long
{min} mins max
[no worries|its calm|sound] ring when u here
fine hurry up
k
lucky im in no rush
""",
"late_angry": """
bro come on
not this again
u said that before
im not a taxi rank i cant just sit here
taking the piss now mate
every time something else with u
how long really
""",
"corner": """
what other side? im at {place}
thats wrong bro come round the front
come to {place} like we said
im not driving round. walk to {place}
which corner // what can u see
turn around and come {place}
""",
"here_no": """
dont see u
what u wearing
where exactly
im right here theres no one
what u standing next to
[wave|stand in the road] il see u
i see no one mate
flash ur phone light
""",
"resched_ok": """
ok [tomorrow|later] then. what time
fine {time} but thats it
alright msg me when ur ready. when?
hmm ok. when u free then
[safe|sound] let me know what time
""",
"resched_no": """
nah now or never
i drove all this way
no chance im here now
forget it then
cant keep moving it
""",
"sorry_ok": """
its calm
no worries [mate|bro|g|]
alright alright
happens
ok but dont do it again
""",
"smalltalk": """
haha yeah
lol same here
im good bro busy night
yeah cant complain
mad innit
[freezing|pissing it down] out here
u know how it is
long day mate
hahaha jokes
""",
"how_are_you": """
u good?
hows it going
what u saying tonight
hows things mate
big night planned?
""",
"hurry": """
ok ok // back to business
yeah yeah u want it or not
im working mate
no time for chat
lets get to it
""",
"repeat": """
i said {item} is {price}. how many
read up mate
{menu}. which one and where
i said {place}
u want it yes or no and where
""",
"no_call": """
dont do calls
text only
cant talk rn
busy il ring later
""",
"call_ok": """
ringing u
ok answer
one sec il bell u
pick up
""",
"impatient": """
u wasting my time ?
last chance
got other people waiting
yes or no
make ur mind up mate
hurry up man
im not gonna ask again
""",
"insult": """
ur a joke
[time waster|timewaster|wasteman|clown|muppet]
prick
proper clown u are
messing people about
absolute melt
what a mug
""",
"giveup": """
forget it
im off
dont msg me again
blocked
im gone. waste of petrol
going home
lose my number
next time dont bother
done with u
""",
"comeback": """
oh now u text
what happened to u
u better be serious this time
[ok|hm] last time. u coming or not
u owe me for petrol // what u want
go on then
""",
"accuse": """
are u a bot?
is this a bot
u [sound|talk] like a robot
are u real
u a real person ?
u fed?
this some automatic thing?
""",
"accuse_leave": """
ur a bot // blocked
thats a computer innit. bye
feds. nice try
ur police. deleting this
talking to a machine lol // gone
bot. not wasting my night
""",
"test_word": """
if ur real say something about {word}
ok what do u think about {word}
prove it. tell me something about {word}
""",
"test_recall": """
what did i just say ?
what was i just on about then
tell me what i said before
read my last msg back
""",
"test_ok": """
ok fair
alright just checking
cool cant be too careful
haha ok ur real
""",
"still_on": """
still on for {time} ?
we good for {time} yeah?
u still coming {time} ?
u gonna be there at {place} ?
""",
"unclear": """
what
what u on about
???
dont get u mate
u drunk?
say that again
eh
""",
"bye_ok": """
ok
safe
whatever
ok let me know then
laters
""",
"answer_place": """
im all over, where u need it
i can come to u mate. where
we do the whole area
im near {place}
""",
"answer_time": """
can be there in {min}
{min} mins
whenever u ready
about {time}
im on till 2
""",
"who_ok": """
ah ok safe
yeah i know them
ok cool had to ask
alright
hmm ok
""",
"app_no": """
everyone got that lol
ok whatever // here then
get it tho its safer
hmm ok text then
""",
"pay_ok": """
ok cash then. but be on time
alright cash on meet
fine
hmm dont like it but ok
""",
}
