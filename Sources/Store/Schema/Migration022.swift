extension Schema {
    /// Bundles whose rows bear names of their own, events that keep them, and names for what is masked.
    static let migration022 = """
        -- 1: the rows' own ids; 2: names by HMAC, an allow-list of columns.
        ALTER TABLE bundle ADD COLUMN format INTEGER NOT NULL DEFAULT 1;
        -- What the row of the plan is called in the event's hash, where that is not its id.
        ALTER TABLE event ADD COLUMN named INTEGER;
        ALTER TABLE event ADD COLUMN bundle INTEGER REFERENCES bundle(id);
        ALTER TABLE event ADD COLUMN digest_version INTEGER NOT NULL DEFAULT 1;
        ALTER TABLE rating ADD COLUMN bundle INTEGER REFERENCES bundle(id);
        -- What a masked item is called outside: no hash of its text.
        ALTER TABLE leak ADD COLUMN name TEXT;
        UPDATE leak SET name = lower(hex(randomblob(32))) WHERE policy = 'mask';
        -- How a file named what the rating is about: by the item, or by a model.
        ALTER TABLE rating ADD COLUMN named_by TEXT CHECK (named_by IN ('item', 'model'));
        -- What imports of responses came to while nothing of it may be told.
        CREATE TABLE response_import (
            id INTEGER PRIMARY KEY,
            study INTEGER NOT NULL REFERENCES study(id),
            at INTEGER NOT NULL,
            rows INTEGER NOT NULL,
            new INTEGER NOT NULL,
            same INTEGER NOT NULL,
            other INTEGER NOT NULL                            -- another response was stored, and stays
        ) STRICT;
        -- A key for bundles from the beginning, so that a copy of this database can take them back too.
        INSERT INTO secret (study, bundle_key) SELECT id, randomblob(32) FROM study
            WHERE EXISTS (SELECT 1 FROM model m WHERE m.study = study.id) ON CONFLICT (study) DO NOTHING;
        """
}
