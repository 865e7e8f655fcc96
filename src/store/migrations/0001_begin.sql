-- SPDX-License-Identifier: GPL-3.0-or-later
-- The first layout. A migration that was released is never edited, not even its comments: its SHA-256 is
-- recorded in every store it was applied to. What changes goes into the next number.
--
-- Every per-message write appends: ids are line << 40 | number, sequential within a line, and there is no
-- second index. (An index on a random key costs 5.6 us a message and writes eight times the pages.)

PRAGMA application_id = 0x66626e64; -- "fbnd"

-- Columns that recovery reads come before those it does not.
CREATE TABLE event (
	id         INTEGER PRIMARY KEY,
	type       INTEGER NOT NULL,
	at         INTEGER NOT NULL, -- ms since 1970, UTC
	contact    INTEGER NOT NULL, -- 0: none
	about      INTEGER NOT NULL, -- number of another event of the line, 0: none
	price      INTEGER NOT NULL, -- micro-euros
	due        INTEGER NOT NULL, -- ms, 0: nothing is due
	until      INTEGER NOT NULL,
	facts      INTEGER NOT NULL,
	p          REAL,             -- NULL: not a number
	propensity REAL,
	leaf       BLOB NOT NULL,
	body       BLOB,             -- sealed; NULL: empty
	text       BLOB              -- sealed; NULL: empty
) STRICT;

CREATE TABLE contact (
	id      INTEGER PRIMARY KEY,
	hash    BLOB NOT NULL,       -- keyed; its only index is in memory
	first   INTEGER NOT NULL,
	address BLOB                 -- sealed
) STRICT;

CREATE TABLE checkpoint (
	id        INTEGER PRIMARY KEY,
	at        INTEGER NOT NULL,
	size      INTEGER NOT NULL,  -- leaves
	root      BLOB NOT NULL,
	signature BLOB NOT NULL,
	frontier  BLOB               -- now and then; NULL: left out
) STRICT;

CREATE TABLE snapshot (
	line   INTEGER PRIMARY KEY,
	upto   INTEGER NOT NULL,
	low    INTEGER NOT NULL,
	ledger BLOB
) STRICT;

CREATE TABLE page (
	id    INTEGER PRIMARY KEY,   -- line << 40 | page, pages from 0
	flags BLOB
) STRICT;

CREATE TABLE line (
	line INTEGER PRIMARY KEY,
	name TEXT NOT NULL,
	kind INTEGER NOT NULL,
	log  BLOB NOT NULL
) STRICT;

CREATE TABLE meta (
	name  TEXT PRIMARY KEY,
	value BLOB
) STRICT, WITHOUT ROWID;
