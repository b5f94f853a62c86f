extension Schema {
    /// Log probabilities beside a judge's reply; a score that is weighted by them lies on its scale, not on a point of it.
    static let migration006 = """
        ALTER TABLE reply ADD COLUMN logprobs BLOB;      -- JSON: the tokens as the server sent them
        CREATE INDEX reply_by_request ON reply (request);
        DROP TRIGGER rating_fits_its_scale;
        CREATE TRIGGER rating_fits_its_scale BEFORE INSERT ON rating WHEN NEW.outcome = 'rated'
        BEGIN
            SELECT RAISE(ABORT, 'the value is no point of the criterion')
            FROM criterion c WHERE c.id = NEW.criterion AND (
                (c.form = 'scale' AND (NEW.value IS NULL OR NEW.value < c.low - 1e-9 OR NEW.value > c.high + 1e-9
                    OR (NOT EXISTS (SELECT 1 FROM json_each(NEW.flags) f WHERE f.value = 'weighted')
                        AND abs((NEW.value - c.low) / c.step - round((NEW.value - c.low) / c.step)) > 1e-6)))
                OR (c.form = 'accept' AND (NEW.value IS NULL OR NEW.value NOT IN (0, 1)))
                OR (c.form = 'pairwise' AND NEW.value IS NOT NULL AND NEW.value NOT IN (-1, 0, 1))
                OR ((c.form = 'pairwise') != (NEW.second IS NOT NULL)));
        END;
        """
}
