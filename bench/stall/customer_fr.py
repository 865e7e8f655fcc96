# SPDX-License-Identifier: GPL-3.0-or-later
"""What the baseline customers say in French."""

SCRIPT = ["salut oui ça m'intéresse", "t'as quoi ?", "c'est combien le gramme ?", "ok ça marche j'en prends 2",
          "vers la gare ?", "je suis là dans 20 min", "désolé j'ai un peu de retard", "j'arrive presque"]

RANDOM = """
salut|yo t'es là|t'as quoi|c'est combien|ça va?|c'est de la bonne|ok nickel|ouais ça marche|plus tard peut être|2g stp
j'en prends 1|à la gare ok?|t'es où|quelle heure|je suis en route|je suis en retard désolé|là dans 10 min|donne moi 5 min
le bus a du retard|je suis là|je te vois pas|quel côté|mauvaise entrée je crois|c'est quoi le prix|une remise possible|un peu cher non
c'est fort|pareil que la dernière fois?|t'as quoi d'autre|attends une sec|je regarde|je sais pas encore|demain peut être|on peut faire plus tard
désolé frr|ma faute|mdr énorme|il caille ce soir|t'as vu le match?|longue journée au taf|appelle moi|je peux pas parler là
plus de batterie bientôt|pas de data ici|un pote m'a donné ton num|tu te souviens de moi?|redis moi|tu veux dire quoi
j'ai pas compris|oui|non|ok|bien sûr|cash c'est bon?|faut que je passe retirer|ma copine est là attends|vers 20h|21h30 ça va
près du parc|devant le magasin|tu livres ici|y a quoi d'autre|je suis pas un bot mdr|à plus|une minute|t'es toujours là?
"""

ELIZA = [
    (r"\b(?:t'?es|tu es) (?:un |une )?(.+)", ["pourquoi tu demandes si je suis {0}", "j'ai l'air {0}", "ça changerait quoi si j'étais {0}"]),
    (r"\btu veux (.+)", ["peut être que je veux {0}", "pourquoi tu crois que je veux {0}", "je dirais pas non à {0}"]),
    (r"\b(?:t'?es|t) o[uù]", ["tu penses que je devrais être où", "pas loin, pourquoi", "par ici, et toi"]),
    (r"combien|\bcb\b", ["combien tu dirais", "les gens prennent quoi d'habitude"]),
    (r"quelle heure|quand|quoi", ["tu dirais quoi toi", "tu fais comment d'habitude", "comment ça quoi"]),
    (r"\bqui (.+)", ["qui à ton avis", "c'est important qui {0}"]),
    (r"\bje ?suis (.+)", ["ça fait longtemps que t'es {0}", "pourquoi t'es {0}", "content que tu sois {0}"]),
    (r"\btu peux (.+)", ["tu veux {0}?", "peut être, pourquoi {0}"]),
    (r"attend|\blà\b", ["ça te dérange d'attendre", "t'es là depuis longtemps"]),
    (r"prix|euro|promo|\d\d", ["c'est le prix habituel", "et c'est bien ça", "dis m'en plus sur ce prix"]),
    (r"\?", ["pourquoi tu demandes", "t'en penses quoi toi", "bonne question"]),
]
ELIZA_ELSE = ["dis m'en plus", "continue", "je vois", "et après", "comment ça se fait", "ok et ça te fait quoi",
              "intéressant", "pourquoi tu dis ça", "d'accord", "ah oui?"]

ATTENTIVE = {
"what": ["[juste|mets moi|je dirais] {qty}g [de {item}|] [stp|si possible|frr|]", "{qty} g [de {item}|de ça] [pour moi|pour ce soir|alors|]"],
"place": ["[vers|près de|devant] {place} [ok|bon|ça va] [pour toi|]?", "[tu peux faire|je suis vers|disons] {place} [si ça te va|frr|]"],
"time": ["[dans|donne moi] {min} min [environ|à peu près|]", "[d'ici|dans] {min} minutes [ok|bon|]?"],
"who": ["[un pote|un collègue|un gars|un ami] [du taf|du foot|du bar|de la fac] m'a donné [ton num|ça]", "par un [pote|cousin], [Dave|Lou|Robin|Kim] je crois"],
"agree": ["[oui|ok|carrément|ouais] [ça marche|ça me va|nickel pour moi|pas de souci] [frr|gros|]"],
"pay": ["[j'ai que du|que du|plutôt] cash [sur place|quand on se voit|frr], [déjà fait avoir|pas de banque sur ce tel]"],
"app": ["[j'ai pas|j'utilise pas] {app} [sur ce tel|, vieux nokia], [les sms c'est|sms c'est] [bien|plus simple]"],
"call": ["je peux pas [parler|appeler] [là|mtn], [ma meuf est là|au taf|du monde autour], [envoie un sms|écris moi]"],
"how": ["[ouais|ça va|tranquille] [longue journée|fatigué|on fait aller] [et toi|toi ça va|toi]?"],
"bot": ["[mdr|ptdr|quoi] [non|nan] jsuis [pas un bot|réel|une vraie personne] [t'es sérieux|frr|pourquoi]?"],
"word": ["mdr quoi {word}? [ça va|je déteste|j'adore], jsuis réel [frr|gros|]"],
"recall": ["[t'as dit|tu parlais de] {last} [non|je crois|mdr]"],
"late": ["[désolé|ah désolé|dsl] [le bus est en retard|des bouchons de ouf|ma mère a besoin de moi avant|la queue au distributeur|mon chef m'a retenu|j'ai dû retourner chercher mes clés|j'ai raté le tram] [encore {min} min|là dans {min} min|donne moi {min} min]"],
"corner": ["[je crois|je pense] que jsuis [du mauvais côté|à l'autre entrée|derrière], [quel côté|où exactement] t'es?"],
"lost": ["je te [vois pas|trouve pas] [nulle part|frr|gros], [quelle voiture|c'est quoi ta voiture|t'es en quoi]?"],
"resched": ["[vraiment désolé|trop désolé], [pas possible ce soir|pas ce soir], [on peut faire|on dit] demain [à 20h|à 19h|vers 21h] plutôt?"],
"apologise": ["[désolé|vraiment désolé|ma faute] [frr|gros|], [je voulais pas te faire perdre ton temps|c'est ma faute|ça arrivera plus]"],
"menu": ["[t'as quoi d'autre|t'as quoi|envoie le menu] [ce soir|en ce moment|frr|]?"],
"price": ["c'est combien [le g|pour 1|les 2] [de {item}|alors|frr|]?"],
"quality": ["elle est [bonne|forte|correcte|fraîche] [au fait|la {item}|frr|]?"],
"haggle": ["[une remise|tu peux faire moins cher|un peu cher, un petit prix] [pour 2|si j'en prends 2|pour moi|]?"],
"repeat": ["[pardon|attends] t'as dit [quoi|quoi là], [j'ai pas compris|msg coupé]"],
"chat": ["[mdr|ouf] [sale|longue|grosse] [soirée|journée|semaine] [hein|et toi|de ton côté|beaucoup de monde]?", "[t'as vu le match|beaucoup de taf ce soir|ça va sinon] [frr|gros|]?"],
"phone": ["tu peux m'appeler [quand t'es pas loin|tout à l'heure|dans un moment]?"],
"dodge": ["[je sais pas encore|aucune idée|je regarde], [une sec|je te dis|tout à l'heure]"],
}
APPS = ["telegram", "signal", "snap", "whatsapp"]
