extension Schema {
    /// What each response answers, word for word; up to which attempt a server was found to be the same; listed prices of a
    /// request; and which load tests took all of their steps.
    static let migration032 = """
        CREATE TABLE wording (
            id INTEGER PRIMARY KEY,
            prompt INTEGER NOT NULL REFERENCES prompt(id),
            text BLOB NOT NULL,
            system BLOB
        ) STRICT;
        CREATE INDEX wording_by_prompt ON wording (prompt);
        ALTER TABLE response ADD COLUMN wording INTEGER REFERENCES wording(id);   -- NULL where nobody knows
        INSERT INTO wording (prompt, text, system) SELECT id, text, system FROM prompt p
            WHERE EXISTS (SELECT 1 FROM response r WHERE r.prompt = p.id AND r.is_current = 1);
        UPDATE response SET wording = (SELECT id FROM wording w WHERE w.prompt = response.prompt) WHERE is_current = 1;
        ALTER TABLE server ADD COLUMN last_attempt INTEGER;   -- the newest one when it was found there last
        ALTER TABLE list_price ADD COLUMN request INTEGER;    -- pico-dollars a request
        ALTER TABLE probe_schedule ADD COLUMN is_whole INTEGER CHECK (is_whole IN (0, 1));   -- NULL where nobody noted it
        """
}
