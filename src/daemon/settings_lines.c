// SPDX-License-Identifier: GPL-3.0-or-later
/* The table of one line. */
#include "daemon/settings_table.h"

#define AT(field) offsetof(struct line, field)
#define STALL	  (1u << LINE_STALL)
#define DECLINE	  (1u << LINE_DECLINE)
#define TEXTS	  (STALL | DECLINE | 1u << LINE_WATCH) /* lines that have numbers */
#define ANSWERS	  (STALL | DECLINE)
#define SITE	  (1u << LINE_SITE)
#define API	  (SITE | 1u << LINE_WATCH)

static const struct setting rows[] = {
	{"name", &setting_name, AT(name), 0, NULL, NULL, "What commands and reports call the line.",
	 0},
	{"kind", &setting_line_kind, AT(kind), 0, NULL, NULL,
	 "`decline` answers once, later; `stall` poses as a customer who never turns up; `watch` "
	 "never answers and records; `site` moderates a community site.",
	 0},
	{"bearer", &setting_label, AT(bearer), 0, "fake", NULL,
	 "The connection it uses, a name from `bearers:`; with `fake` nothing leaves the machine, "
	 "with `handset` messages are typed on a page of the console.",
	 TEXTS},
	{"numbers", &setting_numbers, AT(numbers), AT(number_count), NULL, "none",
	 "Its own numbers, in quotes, with `+` and the country; it answers from the first.", TEXTS},
	{"languages", &setting_languages, AT(languages), AT(language_count), "[nl, fr, en]", NULL,
	 "What it understands and writes; the first is used when the sender's is not known.", 0},
	{"timezone", &setting_zone, AT(timezone), 0, NULL, "the house's",
	 "The time zone of its days and hours.", 0},
	{"answer.between", &setting_between, AT(answer.least), AT(answer.most), "[5m, 30m]", NULL,
	 "How long after a first message the answer goes out; a longer window tells senders from "
	 "floods better.",
	 DECLINE},
	{"answer.late", &setting_span, AT(answer.late), 0, "24h", NULL,
	 "How long one who was held back during a flood may still be answered once it is over.",
	 DECLINE},
	{"accept.foreign", &setting_flag, AT(accept.foreign), 0, "false", NULL,
	 "Whether numbers of other countries are answered.", ANSWERS},
	{"accept.premium", &setting_flag, AT(accept.premium), 0, "false", NULL,
	 "Whether premium numbers are answered; an answer to one may cost far more than "
	 "`cost.out`.",
	 ANSWERS},
	{"accept.short", &setting_flag, AT(accept.short_codes), 0, "false", NULL,
	 "Whether short codes are answered.", ANSWERS},
	{"cost.in", &setting_price, AT(cost.in), 0, "0.00", NULL,
	 "What receiving one part of a message costs; counted and shown, it cannot be refused.",
	 TEXTS},
	{"cost.out", &setting_price, AT(cost.out), 0, "0.00", NULL,
	 "What sending one part of a message costs; the caps count with it.", ANSWERS},
	{"caps.hour", &setting_cap, AT(caps.hour), 0, "none", NULL,
	 "The most it may spend on answers in any 60 minutes. A declining line keeps a tenth of "
	 "its caps for people in distress, where each tenth pays for an answer.",
	 ANSWERS},
	{"caps.day", &setting_cap, AT(caps.day), 0, "none", NULL,
	 "The most it may spend on answers in any 24 hours; a tenth of it is kept as of the hour's.",
	 ANSWERS},
	{"limits.sender", &setting_count, AT(limits.sender), 0, "30", NULL,
	 "How many answers one sender may have in any 60 minutes; whoever writes faster gets no "
	 "more "
	 "until they are over.",
	 STALL},
	{"limits.answers", &setting_count, AT(limits.answers), 0, "none", NULL,
	 "How many answers the line may give in any 60 minutes, whatever they cost: for a SIM card "
	 "with a flat rate, which a network blocks when it sends in bulk.",
	 ANSWERS},
	{"expect", &setting_expected, AT(expect), 0, NULL, "as the caps suggest",
	 "How many people write for the first time on an ordinary day, as far as you know; the "
	 "line "
	 "goes by it until it has learnt from its own days.",
	 DECLINE},
	{"receive_limit", &setting_limit, AT(receive_limit), 0, "none", NULL,
	 "How much received messages may cost in a day before `on_siege` is done.", TEXTS},
	{"on_siege", &setting_on_siege, AT(on_siege), 0, "tell", NULL,
	 "What to do when `receive_limit` is passed: `tell` the operators, or also `unbind` from "
	 "the "
	 "carrier, until receiving is below the limit again or somebody resumes the line.",
	 TEXTS},
	{"hours", &setting_hours, AT(hours), AT(hour_count), NULL, "always",
	 "When it writes, in local time; `to` may be past midnight.", STALL},
	{"places", &setting_places, AT(places), AT(place_count), NULL, "none",
	 "Vetted areas, each `{name, hours}`, two or more: it names nothing else, and no address is ever one.",
	 STALL},
	{"tips.numbers", &setting_numbers, AT(tips), AT(tip_count), NULL, "none",
	 "Numbers of yours to which people forward advertisements as texts, with the dealer's number in them; they "
	 "are never answered, and who forwards one is not kept. A person approves before the line writes to the dealer.",
	 STALL},
	{"agreement.with", &setting_text, AT(agreement.with), 0, NULL, "no agreement",
	 "With whom at the police the line was agreed; without it, it does not serve on a real "
	 "carrier.",
	 STALL},
	{"agreement.on", &setting_date, AT(agreement.on), 0, NULL, "no agreement", "When.", STALL},
	{"agreement.reference", &setting_text, AT(agreement.reference), 0, NULL, "no agreement",
	 "Under which reference.", STALL},
	{"deconflict", &setting_deconflict, AT(deconflict), 0, NULL, "no list",
	 "A file of numbers that the police asks to be left alone: one a line, `+` and the country in front, "
	 "remarks behind `#`. It is read at start, and must be there.",
	 STALL},
	{"control", &setting_control, AT(control.uniform), AT(control.prior), "0.15", NULL,
	 "The share of conversations that do not learn, against which learning is measured: a third of it "
	 "chooses by mere chance, the rest as the line would have before it learnt anything. Or a share for each.",
	 STALL},
	{"rules", &setting_rules, AT(rules), AT(rules_file), NULL, "those of [rules](#rules)",
	 "What acts cost, how fast that fades, who may contact whom, and when a robot suspends: docs/STANDING.md. "
	 "Here, or in a file of its own.",
	 SITE},
	{"tokens", &setting_path, AT(tokens), 0, NULL, "none",
	 "The file of the tokens with which programs and people may ask the line's API; `fauxbond token` writes it: "
	 "docs/API.md.", API},
	{"webhooks", &setting_hooks, AT(hooks), AT(hook_count), NULL, "none",
	 "Addresses that are called with what happens on the site, signed as Standard Webhooks are: docs/WEBHOOKS.md.",
	 SITE},
};

static int kind_of(const void *object)
{
	return (int)((const struct line *)object)->kind;
}

static const char *kind_name(int kind)
{
	static const char *const names[] = {
#define X(id, name, what) [id] = name,
		LINE_KINDS(X)
#undef X
	};

	return kind >= 0 && kind < LINE_KIND_COUNT ? names[kind] : NULL;
}

const struct setting_table settings_line = {"lines", rows, sizeof rows / sizeof rows[0], kind_of,
					    kind_name};
