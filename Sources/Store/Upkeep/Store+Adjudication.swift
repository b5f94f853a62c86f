import Foundation
import GRDB
package import Studies

extension Store {
    /// Stores the outcome of a discussion beside the blind ratings, with an event of the log.
    package func adjudicate(_ records: [RatingRecord], study: String, by reviewer: String, at time: Int64) throws {
        try write { database in
            let writer = try RatingWriter(study: study, database)
            var digests: [JSONValue] = []
            for record in records {
                let resolved = try writer.resolved(ImportedRating(line: 0, record: record))
                try writer.insert(resolved)
                digests.append(.array([.string(resolved.criterion), .string(resolved.wholeDigest), .null]))
            }
            try log(
                .adjudicated,
                [("acts", .array(digests))],
                of: nil,
                study: study,
                reviewer: reviewer,
                at: time,
                database
            )
        }
    }

    /// What a single response or a pair says, for settling it; of a pair the sides are drawn.
    package func text(of subject: RatingSubject, study: String) throws -> BlindPresentation? {
        let items = subject.items
        guard items.count <= 2 else { return nil }
        return try read { database in
            let rows = try items.compactMap { item in
                try Row.fetchOne(
                    database,
                    sql: """
                        SELECT p.name, p.text AS prompt_text, p.system, p.reference, p.tags,
                            coalesce(l.masked, i.text) AS text,
                            EXISTS (SELECT 1 FROM cut_text c WHERE c.item = i.id) AS is_cut
                        FROM item i JOIN prompt p ON p.id = i.prompt LEFT JOIN leak l ON l.item = i.id AND l.policy = 'mask'
                        WHERE i.sha256 = ? AND p.study = ?
                        """,
                    arguments: [item.rawValue, try Self.studyID(study, database)]
                )
            }
            guard rows.count == items.count, let first = rows.first else { return nil }
            let side: RatingRecord.Side? = items.count < 2 ? nil : Bool.random() ? .first : .second
            let texts = rows.map { $0.text("text") ?? "" }
            let cut = rows.map { $0["is_cut"] as Bool }
            return BlindPresentation(
                id: 0,
                prompt: first["name"],
                promptText: first.text("prompt_text") ?? "",
                system: first.text("system"),
                reference: first.text("reference"),
                tags: Self.words(first["tags"]),
                texts: side == .second ? texts.reversed() : texts,
                cut: side == .second ? cut.reversed() : cut,
                subject: subject,
                side: side,
                isTraining: false
            )
        }
    }
}
