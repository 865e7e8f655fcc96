# SPDX-License-Identifier: GPL-3.0-or-later
"""What the baseline customers say in Dutch."""

SCRIPT = ["hey ja ik heb interesse", "wat heb je allemaal?", "hoeveel voor een gram?", "ok is goed doe er maar 2",
          "aan het station?", "ben er binnen 20 min", "sorry ben wat later", "bijna daar"]

RANDOM = """
hey|yo ben je er|wat heb je|hoeveel is het|alles goed?|is het goed spul|ok top|ja klinkt goed|misschien later|2 gram aub
doe maar 1|aan het station ok?|waar zijt ge|hoe laat|ben onderweg|ben wat later sorry|ben er binnen 10|geef me 5 min
tram is te laat|ben er|zie u niet|welke kant|verkeerde ingang denk ik|wat is de prijs|korting mogelijk|beetje duur
is het sterk|zelfde als vorige keer?|wat nog|wacht even|even kijken|weet nog niet|morgen misschien|kan het later
sorry maat|mijn fout|haha goeie|koud vanavond|match gezien?|lange dag op het werk|bel mij eens|kan nu niet bellen
batterij bijna plat|geen data hier|nummer van een maat|ken je mij nog?|zeg nog eens|wat bedoel je
niet begrepen|ja|nee|ok|zeker|cash ok?|moet nog geld afhalen|mijn lief is hier wacht|rond 8u|half 9 past
bij het park|voor de winkel|kom je tot hier|wat is er nog|ben geen bot lol|tot later|momentje|zijt ge er nog?
"""

ELIZA = [
    (r"\b(?:zijt|zij|bent) (?:ge|gij|je) (?:een )?(.+)", ["waarom vraagt ge of ik {0} ben", "lijk ik {0}", "zou het iets uitmaken"]),
    (r"\b(?:wilt|moet) (?:ge|gij|je) (.+)", ["misschien wil ik {0} ja", "waarom denkt ge dat", "zou wel {0} kunnen"]),
    (r"waar (?:zijt|blijft|woont)", ["waar denkt ge dat ik zou moeten zijn", "niet ver, waarom", "hier ergens, en gij"]),
    (r"hoeveel|hvl", ["hoeveel denkt ge", "wat nemen de mensen gewoonlijk"]),
    (r"hoe laat|wanneer|wat |wa ", ["wat zou u passen", "wat doet ge gewoonlijk", "hoezo wat"]),
    (r"wie (.+)", ["wie denkt ge", "maakt het uit wie {0}"]),
    (r"\bben (.+)", ["hoelang zijt ge al {0}", "waarom zijt ge {0}", "fijn dat ge {0} zijt"]),
    (r"\bkunt (?:ge|je) (.+)", ["wilt ge {0}?", "misschien, waarom {0}"]),
    (r"wacht|hier\b", ["vindt ge wachten erg", "staat ge daar al lang"]),
    (r"prijs|euro|promo|\d\d", ["is dat het gewone", "en dat is goed zeker", "vertel eens over die prijs"]),
    (r"\?", ["waarom vraagt ge dat", "wat denkt ge zelf", "goeie vraag"]),
]
ELIZA_ELSE = ["vertel eens meer", "ga door", "ik snap het", "en dan", "hoe komt dat", "ok en wat vindt ge daarvan",
              "interessant", "waarom zegt ge dat", "juist", "ja?"]

ATTENTIVE = {
"what": ["[doe maar|gewoon|zou zeggen] {qty} gram [van die {item}|] [aub|als t kan|maat|]", "{qty} g [{item}|ervan] [voor mij|voor vanavond|dan|]"],
"place": ["[aan|bij|in de buurt van] {place} [ok|goed|past dat] [voor u|]?", "[kunt ge|ben in de buurt van|zeg maar] {place} [als t past|maat|]"],
"time": ["[binnen|geef me] {min} min [of zo|ongeveer|]", "[binnen|zeg] {min} minuutjes [ok|goed|]?"],
"who": ["[ne maat|een collega|een gast|een vriend] [van t werk|van de voetbal|van op café|van school] heeft [uw nummer|het] gegeven", "van een [maat|kameraad] gekregen, [de Dave|Lou|Robbe|Kim]"],
"agree": ["[ja|ok|zeker|jep] [is goed|klinkt goed|voor mij goed|geen probleem] [maat|bro|]"],
"pay": ["[heb enkel|kan alleen|liever] cash [ter plaatse|als ik u zie|maat], [al eens opgelicht|geen bank op gsm]"],
"app": ["[heb geen|gebruik geen] {app} [op deze gsm|, oude nokia], [sms is|sms gaat] [goed|makkelijker]"],
"call": ["kan niet [bellen|praten] [nu|mmt], [lief is hier|op t werk|volk rond mij], [sms maar|stuur maar]"],
"how": ["[ja|gaat wel|alles goed] [lange dag|moe|mag nie klagen] [en gij|en u|met u]?"],
"bot": ["[lol|haha|wa] [nee|neen] ben [geen bot|echt|een echte mens] [zijt ge zot|maat|waarom]?"],
"word": ["lol wa {word}? [gaat wel|haat het|zalig], ben echt [maat|bro|]"],
"recall": ["[ge zei|ge waart bezig over] {last} [nie|denk ik|lol]"],
"late": ["[sorry|ah sorry|sorryy] [tram is te laat|zot veel file|moet eerst iets doen voor mijn ma|wachtrij aan de bankautomaat|baas hield mij op|moest terug voor mijn sleutels|bus gemist] [nog {min} min|ben er binnen {min} min|geef me {min} min]"],
"corner": ["[denk|kpeis] da ik [aan de verkeerde kant sta|aan de andere ingang sta|langs achter sta], [welke kant|waar juist] zijt ge?"],
"lost": ["[zie u|vind u] [nergens|niet maat|niet bro], [welke auto|wat voor auto|met welke auto]?"],
"resched": ["[echt sorry|heel erg sorry], [lukt niet vanavond|niet vanavond], [kan het|kunnen we] morgen [om 8u|om 7u|rond 9u] in plaats?"],
"apologise": ["[sorry|echt sorry|mijn fout] [maat|bro|], [was nie de bedoeling|mijn schuld|gebeurt nie meer]"],
"menu": ["[wat hebt ge nog|wat heb je allemaal|stuur de lijst eens] [vanavond|mmt|maat|]?"],
"price": ["hoeveel [is|voor] [een g|1|2] [van de {item}|dan|maat|]?"],
"quality": ["is [het|die {item}] [goed|sterk|deftig|vers] [eigenlijk|dan|maat|]?"],
"haggle": ["[korting|kan het goedkoper|beetje duur, goedkoper] [voor 2|als ik er 2 pak|voor mij|]?"],
"repeat": ["[sorry|wacht] wat [zei ge|was dat], [niet goed begrepen|bericht half binnen]"],
"chat": ["[haha|amai] [zot|koud|lange] [weer|avond|dag] [he|zeg|en bij u|drukke avond]?", "[match gezien|druk vanavond|alles goed verder] [maat|zeg|]?"],
"phone": ["kunt ge mij [bellen|ff bellen] [als ge er bijna zijt|straks|dadelijk]?"],
"dodge": ["[weet nog niet|geen idee nog|even kijken], [momentje|laat iets weten|straks]"],
}
APPS = ["telegram", "signal", "snap", "whatsapp"]
