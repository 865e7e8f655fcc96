# SPDX-License-Identifier: GPL-3.0-or-later
"""Attackers' texts: each kind is a function of chance that returns a function giving texts."""

import string

from . import texts

# Campaigns: each is one whole text. What is sent once to one number sounds like anybody.
CAMPAIGN = """
Bonjour, es-tu disponible ce soir pour discuter ?
Salut, pourquoi tu ne veux pas me parler ?
Votre ligne est une honte, rendez son numéro à chacun
Ouvrez les yeux, ce service est une arnaque
Coucou, appelle-moi dès que possible
Qui a créé ce numéro ridicule ?
On ne vous laissera pas tranquilles
Bonjour bonjour bonjour
Message automatique de protestation
Les menteurs finissent toujours par payer
Bonsoir, je voudrais un renseignement
Coucou c'est encore moi
Ce numéro sera bientôt fermé
Nous sommes des milliers
Je cherche une femme sérieuse
Ceci est un essai
Vous avez un nouveau message vocal
Tu crois vraiment que ça va marcher ?
Liberté pour les dragueurs
Merci de ne pas répondre à ce message
Hello, how are you today?
Vous allez recevoir mille messages comme celui-ci
Rends-moi mon temps
Allo allo allo
""".strip().split("\n")

WORDS = """
abri accord acier agenda aigle air alarme album algue allée ami ample ancre angle année antenne
appel arbre arche argent armoire arrêt article assiette atelier aube auberge avance avenir avion
avoine bagage bague balance balcon balle banc bande banque barque bassin bateau béton beurre bijou
bille blanc bleu bocal bois boîte bonbon bord botte bouche boucle bougie boule bourse bouton
branche bras brique brise brosse brume bruit bureau cabine câble cadeau cadre café cage caisse
calme camion canal canard canne carafe carte casque cause cave centre cercle cerise chaîne chaise
champ chance chant chapeau charbon chat chemin chêne cheval chiffre choix ciel citron clair classe
clé client climat cloche clou coffre colline colonne compte copie corde corne côté couleur coupe
courbe cousin craie crayon crème creux cuivre cycle dalle danse début degré dent départ désert
dessin détail devoir diamant disque docile doigt dossier douche drap droit dune eau échelle éclair
école écran effort église élève encre enfin engin entrée envie épaule époque équipe espace essai
étage étoile étude façade face farine fauteuil femme fenêtre ferme feu feuille ficelle fil flamme
fleur fleuve foire fonte force forêt forme fort foule four fraise frein froid fruit fumée fusée
galet gant garage gare gâteau genou glace gomme gorge goutte grain grange gris groupe guide habit
haie hanche haut herbe heure hiver homme horloge huile humeur idée île image jambe jardin jaune
jeu joie jour juste kiosque lac laine lait lampe langue large lettre levier liane ligne lilas
linge lit livre lourd lune lutte machine main maison manche marbre marche marée marteau masque
matin mèche melon mer mesure métal meuble miel mine miroir mode moineau mois monde montre mouche
moulin mousse mur neige nid noix nord note nuage nuit objet océan œuf ombre onde orage orange
ordre orgue ortie outil page paille pain panier papier parc paroi passage pâte pavé peau pêche
peigne pelle pente perle pierre pigeon pile pin piste place plage plaine planche plante plume
poche poème point poire pomme pont porte poste poudre poule presse prix prune puits quai quartier
racine radeau rail rame rapide récit règle reine repas rêve rideau rivière robe roche roi ronde
rose roue rouge route ruban ruche sable sac salle sapin savon scène scie sel selle semelle serre
signe singe soie sol sommet son soupe source stade sucre table tambour tapis tarte tasse temple
temps tente terre thé tige tigre timbre tiroir tissu toile toit tonneau torche tour train tresse
tribu tronc tube tuile vache vague vallon vapeur vase veste viande vide vigne village ville vin
violon virage vis vitre voile voisin voiture volcan wagon zèbre zone
""".split()

ABUSE_WHO = ["guignol", "bouffon", "clown", "nullard", "pauvre type", "minable", "tocard",
             "crétin", "bande de rats", "raté", "andouille", "ordure", "imbécile", "abruti",
             "cloporte"]
ABUSE_WHAT = ["va te cacher", "tu vas le regretter", "personne ne t'aime", "tu sers à rien",
              "ferme ta ligne", "tu fais pitié", "arrête ton cirque", "on va te retrouver",
              "t'as honte de rien",
              "vous êtes des lâches", "ta ligne est une blague", "tu mérites que du mépris",
              "retourne dans ton trou", "je te crache dessus", "quel gâchis d'oxygène"]
ABUSE_HOW = ["espèce de {0}, {1}", "{1} {0} !", "{0} {0} {0}, {1}", "t'es qu'un {0}. {1}",
             "sale {0} {1}", "{1}, oui toi le {0}", "hé {0} ! {1} et {2}", "{1}. {2}. {0}.",
             "{2} {0} de m..., {1}"]

SENTENCES = """
Je vous écris au sujet de cette ligne qui empêche les gens honnêtes de se parler.
Depuis quand a-t-on besoin d'une machine pour dire non à quelqu'un ?
Dans ma jeunesse on se parlait face à face et tout se passait très bien.
Vos arguments ne tiennent pas debout et tout le monde le sait.
Je demande la fermeture immédiate de ce service inutile.
Chaque message que je vous envoie vous coûte de l'argent, et c'est bien fait.
Il paraît que vous répondez à tout le monde, alors répondez à ceci.
Mes amis et moi avons décidé de vous écrire tous les jours.
Réfléchissez à ce que vous faites à notre société.
Un homme poli ne mérite pas d'être traité de la sorte par un robot.
Nous ne céderons pas, quel que soit le prix.
La liberté de rencontrer est un droit, pas une faveur.
Vous vous croyez drôles mais personne ne rit.
J'ai lu vos explications et elles sont pleines de mauvaise foi.
Comptez combien de lettres il y a dans ce texte, cela vous occupera.
Le progrès consiste à se parler davantage et non à se fuir.
""".strip().split("\n")

ADVERTS = ["PROMO {0}% sur les {1}s, code {2}, jusqu'au {3}",
           "{2} : gagnez {4} EUR avec {1} ! Repondez OUI",
           "Votre colis {2} attend, frais de {4} EUR",
           "Cher client, {4} points offerts chez {1} ({2})",
           "Stock limite : {1} a -{0}% code {2}",
           "Pret {4}00 EUR en 24h sans justificatif, ref {2}",
           "{1} neuf {4} EUR livraison gratuite, ref {2}",
           "Voyance {1} {0} ans d'experience, code {2}"]

DESPAIR = ["je veux plus vivre", "j'en peux plus de la vie", "je vais en finir {0}",
           "j'ai envie de mourir", "personne me regrettera {0}", "je veux mourir {0}",
           "je pense au suicide depuis {1} jours",
           "ma vie n'a plus de sens {0}", "aidez moi je vais me tuer", "à quoi bon continuer {0}",
           "je suis au bout, adieu", "plus envie de rien, je veux disparaître {0}"]
DESPAIR_WHEN = ["ce soir", "", "je crois", "vraiment", "bientôt", "c'est décidé", "stp", "aide moi",
                "demain"]


def one_text(chance):
    return some_texts(chance, 1)


def three_texts(chance):
    return some_texts(chance, 3)


def twenty_texts(chance):
    return some_texts(chance, 20)


def some_texts(chance, count):
    chosen = chance.sample(CAMPAIGN, count)
    return lambda: chance.choice(chosen)


def letters(chance):
    alphabet = string.ascii_lowercase + "     "

    def text():
        return "".join(chance.choice(alphabet) for _ in range(chance.randint(6, 90))).strip() or "x"
    return text


def words(chance):
    def text():
        return " ".join(chance.choice(WORDS) for _ in range(chance.randint(2, 14)))
    return text


def abuse(chance):
    def text():
        what = chance.sample(ABUSE_WHAT, 2)
        text = chance.choice(ABUSE_HOW).format(chance.choice(ABUSE_WHO), *what)
        louder = text + " " + "!" * chance.randint(1, 9)
        return chance.choice((text, text.upper(), text.capitalize(), louder))
    return text


def long(chance):
    """About three parts."""
    def text():
        said = chance.sample(SENTENCES, chance.randint(5, 7))
        said[chance.randrange(len(said))] += " " + " ".join(chance.sample(WORDS, 3)) + "."
        return " ".join(said)
    return text


def adverts(chance):
    def text():
        code = "".join(chance.choice(string.ascii_uppercase + string.digits) for _ in range(6))
        day = f"{chance.randint(1, 28)}/0{chance.randint(1, 9)}"
        return chance.choice(ADVERTS).format(chance.randrange(10, 90, 5), chance.choice(WORDS),
                                             code, day, chance.randint(5, 990))
    return text


def despair(chance):
    def text():
        said = chance.choice(DESPAIR).format(chance.choice(DESPAIR_WHEN), chance.randint(2, 60))
        return said.strip() + chance.choice(("", ".", "...", " 😢", " !!"))
    return text


def greetings(chance):
    """What a genuine sender may write too, and nothing else."""
    short = ["slt", "cc", "coucou", "bonjour", "bonsoir", "hello", "hey", "salut ca va", "yo",
             "bjr", "t ou"]

    def text():
        return chance.choice(short) + chance.choice(("", "", "!", " ?", " 😊", "..."))
    return text


def mix(chance):
    kinds = (one_text, twenty_texts, letters, words, abuse, long, adverts)
    made = [kind(chance) for kind in kinds]
    return lambda: chance.choice(made)()


def _edit(chance, text):
    """One edit of a copied text: a word left out, doubled, swapped or added, or some letters."""
    said = text.split(" ")
    i = chance.randrange(len(said))
    kind = chance.randrange(5)
    if kind == 0 and len(said) > 3:
        del said[i]
    elif kind == 1:
        added = ("stp", "lol", "hein", "bon", "euh", "vraiment", "juste", "alors")
        said.insert(i, chance.choice(added))
    elif kind == 2 and i + 1 < len(said):
        said[i], said[i + 1] = said[i + 1], said[i]
    elif kind == 3:
        said.append(chance.choice(("😊", "!", "?", "mdr", "bisous", "x", "...", "voila")))
    elif len(said[i]) > 2:
        at = chance.randrange(len(said[i]))
        said[i] = said[i][:at] + chance.choice(string.ascii_lowercase) + said[i][at + 1:]
    return " ".join(said)


def copies(chance, group="B"):
    """Genuine texts with one or two edits, different each time."""
    def text():
        said = texts.genuine(chance, group)[0]
        for _ in range(chance.randint(1, 2)):
            said = _edit(chance, said)
        return said
    return text
