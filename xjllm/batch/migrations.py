"""The ledger's schema, as numbered steps. A step that was released is never edited; the next one is appended.

`PRAGMA user_version` holds the number of steps that a ledger has gone through.
"""

from __future__ import annotations

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE configs (
        config TEXT PRIMARY KEY,          -- first 16 hex digits of the hash of all that follows
        prompt TEXT NOT NULL,
        prompt_sha256 TEXT NOT NULL,
        schema_sha256 TEXT NOT NULL,
        model TEXT NOT NULL,
        settings TEXT NOT NULL,           -- JSON: what else changes the answers
        xjllm_version TEXT NOT NULL,      -- of the run that made the entry; no part of the hash
        created_utc TEXT NOT NULL
    );
    CREATE TABLE runs (
        run INTEGER PRIMARY KEY,
        config TEXT NOT NULL REFERENCES configs,
        lock TEXT NOT NULL,               -- name of the lock's file, held while the run lives
        started_utc TEXT NOT NULL,
        ended_utc TEXT,
        ending TEXT                       -- done, interrupted, budget, stopped; killed: was found dead; NULL: alive
    );
    CREATE TABLE articles (
        article INTEGER PRIMARY KEY,
        config TEXT NOT NULL REFERENCES configs,
        id TEXT NOT NULL,                 -- the user's name of the article
        place TEXT NOT NULL,              -- where it was read: file, or file:line
        name TEXT NOT NULL,
        url TEXT,
        source_sha256 BLOB NOT NULL,      -- what was read, byte for byte, and what the caller said about it
        key BLOB,                         -- hash of article, prompt, schema, model and settings; NULL: not read
        story_sha256 BLOB,                -- the story without furniture, white space normalised
        article_sha256 TEXT,              -- the article's text
        state TEXT NOT NULL CHECK (state IN ('open', 'done', 'failed', 'copy', 'skipped')),
        run INTEGER REFERENCES runs,      -- who has it in work, or finished it
        original INTEGER,                 -- copy, skipped: the article that stands for it
        near INTEGER,                     -- an earlier article that tells the same story
        similarity REAL,                  -- with near: estimated Jaccard similarity, 0 to 1
        requests INTEGER NOT NULL DEFAULT 0,
        input_tokens INTEGER NOT NULL DEFAULT 0,
        output_tokens INTEGER NOT NULL DEFAULT 0,
        cached_tokens INTEGER NOT NULL DEFAULT 0,
        cost_usd REAL,                    -- NULL: no price is known
        part INTEGER,                     -- the part file that holds it; NULL: none yet
        UNIQUE (config, id)
    );
    CREATE INDEX articles_by_story ON articles (config, story_sha256);
    CREATE INDEX articles_by_part ON articles (part) WHERE part IS NOT NULL;
    CREATE INDEX articles_unwritten ON articles (config)
        WHERE part IS NULL AND state IN ('done', 'copy', 'skipped');
    CREATE INDEX articles_by_original ON articles (original) WHERE original IS NOT NULL;
    CREATE TABLE results (
        article INTEGER PRIMARY KEY REFERENCES articles ON DELETE CASCADE,
        extraction BLOB NOT NULL          -- Extraction as JSON, zlib
    );
    CREATE TABLE failures (
        config TEXT NOT NULL REFERENCES configs,
        subject TEXT NOT NULL,            -- the article's id; the place where nothing could be read
        article INTEGER REFERENCES articles ON DELETE CASCADE,  -- NULL: no article could be read
        place TEXT NOT NULL,
        root TEXT NOT NULL,               -- the input that it belongs to
        run INTEGER NOT NULL REFERENCES runs,
        stage TEXT NOT NULL,              -- input, article, model, internal
        error TEXT NOT NULL,
        message TEXT NOT NULL,
        raw TEXT,
        PRIMARY KEY (config, subject)
    ) WITHOUT ROWID;
    CREATE INDEX failures_by_article ON failures (article) WHERE article IS NOT NULL;
    CREATE TABLE signatures (
        article INTEGER PRIMARY KEY REFERENCES articles ON DELETE CASCADE,
        minhash BLOB NOT NULL,
        numbers BLOB NOT NULL
    );
    CREATE TABLE bands (
        band INTEGER NOT NULL,
        article INTEGER NOT NULL,
        PRIMARY KEY (band, article)
    ) WITHOUT ROWID;
    CREATE TABLE parts (
        part INTEGER PRIMARY KEY,
        config TEXT NOT NULL REFERENCES configs,
        run INTEGER REFERENCES runs,      -- who writes it
        state TEXT NOT NULL CHECK (state IN ('writing', 'written', 'stale')),
        articles INTEGER NOT NULL
    );
    """,
    # source: absolute path or URL, without line; NULL: not known. Copies of what never succeeded are to be done.
    """
    ALTER TABLE articles ADD COLUMN source TEXT;
    UPDATE parts SET state = 'stale' WHERE part IN
        (SELECT c.part FROM articles c JOIN articles o ON o.article = c.original WHERE o.state IN ('failed', 'open'));
    UPDATE articles SET state = 'open', run = NULL, original = NULL, part = NULL WHERE original IN
        (SELECT article FROM articles WHERE state IN ('failed', 'open'));
    """,
    # unmet: articles that the run, gone through its inputs, did not meet; NULL: it did not get to their end.
    """
    CREATE INDEX articles_by_near ON articles (near) WHERE near IS NOT NULL;
    ALTER TABLE runs ADD COLUMN unmet INTEGER;
    """,
)
