import GRDB
import Studies

/// Which rows of a plan are made anew, and which stay.
extension Store {
    /// A row of the plan that can be planned anew without loss.
    static let isUntouched = """
        state = 'open' AND bundle IS NULL
            AND NOT EXISTS (SELECT 1 FROM rating r WHERE r.presentation = presentation.id)
            AND NOT EXISTS (SELECT 1 FROM event e WHERE e.presentation = presentation.id)
            AND NOT EXISTS (SELECT 1 FROM draft d WHERE d.presentation = presentation.id)
        """

    /// A row that comes again from the planner: of all, or of sets alone, which change with every response that comes. Takes
    /// `:waiting`, a list of prompts' names.
    static func isReplanned(all: Bool) -> String {
        "\(all ? "" : "arrangement IS NOT NULL AND ")\(isUntouched) AND NOT \(waits)"
    }

    /// A row of a prompt that some model has yet to answer: it stays as it was planned.
    private static let waits = """
        EXISTS (SELECT 1 FROM item i JOIN prompt p ON p.id = i.prompt
            WHERE p.study = presentation.study AND p.name IN (SELECT value FROM json_each(:waiting))
                AND (arrangement IS NULL AND i.id = presentation.first OR arrangement IS NOT NULL AND i.id IN
                    (SELECT m.member FROM set_member m WHERE m.item_set = presentation.first)))
        """

    /// Takes back what was shown to somebody who is no reviewer any more and was not rated: nobody else could take it.
    static func takeFromWhoLeft(_ study: Study, _ id: Int64, _ database: Database) throws {
        try database.execute(
            sql: """
                UPDATE presentation SET state = 'revoked', is_extra = 1
                    WHERE study = :study AND state = 'open' AND bundle IS NULL AND reviewer IS NOT NULL
                        AND (owner IS NULL OR lease_until < :now)
                        AND NOT EXISTS (SELECT 1 FROM rating r WHERE r.presentation = presentation.id)
                        AND EXISTS (SELECT 1 FROM event e WHERE e.presentation = presentation.id)
                        AND reviewer NOT IN (SELECT t.id FROM rater t WHERE t.study = :study AND t.name IN
                            (SELECT value FROM json_each(:reviewers)))
                """,
            arguments: ["study": id, "reviewers": list(study.reviewers), "now": StudyLog.now]
        )
    }
}
