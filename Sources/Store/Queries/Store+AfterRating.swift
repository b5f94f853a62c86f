import Foundation
import GRDB
package import Studies

/// A reviewer's guess at the kind of the model that wrote a response.
package struct Guess: Sendable, Equatable {
    package var reviewer: String
    /// Nil where the reviewer could not tell.
    package var guessed: String?
    /// Nil where models of several kinds, or of none, wrote the text.
    package var kind: String?
}

/// What follows a rating that is saved: nothing of it comes before.
extension Store {
    /// What was expected of a training item that the reviewer has rated, noted in the log as revealed; empty for any other.
    package func reveal(
        _ presentation: BlindPresentation,
        study: String,
        reviewer: String,
        at time: Int64
    ) throws -> [Expectation] {
        guard presentation.isTraining else { return [] }
        return try write { database in
            let rater = try Self.reviewer(reviewer, study: study, database)
            let lessons = try Row.fetchAll(
                database,
                sql: """
                    SELECT l.criterion, l.value, l.explanation FROM \(sources(of: rater).lessons) l
                    LEFT JOIN criterion c ON c.name = l.criterion AND c.is_current = 1
                    WHERE l.presentation = ? ORDER BY c.position
                    """,
                arguments: [presentation.id]
            ).map { Expectation(criterion: $0["criterion"], value: $0["value"], explanation: $0.text("explanation")) }
            guard !lessons.isEmpty else { return [] }
            try log(
                .revealed,
                [("criteria", .array(lessons.map { .string($0.criterion) }))],
                of: presentation.id,
                study: study,
                reviewer: reviewer,
                at: time,
                database
            )
            return lessons
        }
    }

    /// How many single responses, training aside, a reviewer has rated: the question for a guess comes by this count.
    package func ratedSingles(study: String, reviewer: String) throws -> Int {
        try read { database in
            try Int.fetchOne(
                database,
                sql: """
                    SELECT count(*) FROM presentation WHERE reviewer = ? AND state = 'done' AND second IS NULL
                        AND arrangement IS NULL AND phase != 'training'
                    """,
                arguments: [try Self.reviewer(reviewer, study: study, database)]
            ) ?? 0
        }
    }

    /// Notes which kind of model the reviewer thinks wrote a response; nil where there is no telling.
    package func guess(
        _ label: String?,
        of presentation: BlindPresentation,
        study: String,
        reviewer: String,
        at time: Int64
    ) throws {
        try write { database in
            try log(
                .guessed,
                [("guess", label.map(JSONValue.string) ?? .null)],
                of: presentation.id,
                study: study,
                reviewer: reviewer,
                at: time,
                database
            )
        }
    }

    /// The first guess of each blind showing, with the kind of the models that wrote the text.
    package func guesses(of study: String) throws -> [Guess] {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT e.presentation, t.name AS reviewer, e.payload,
                        (SELECT iif(count(DISTINCT coalesce(m.kind, '')) = 1, max(m.kind), NULL)
                            FROM response r JOIN model m ON m.id = r.model WHERE r.item = n.first) AS kind
                    FROM event e JOIN presentation n ON n.id = e.presentation JOIN rater t ON t.id = e.reviewer
                    WHERE e.study = ? AND e.kind = 'guessed' AND n.phase = 'blind' ORDER BY e.at, e.id
                    """,
                arguments: [try Self.studyID(study, database)]
            )
            var seen: Set<Int64> = []
            return try rows.filter { seen.insert($0["presentation"]).inserted }.map { row in
                Guess(
                    reviewer: row["reviewer"],
                    guessed: try JSONValue(parsing: row["payload"])["guess"]?.string,
                    kind: row["kind"]
                )
            }
        }
    }
}
