import GRDB
package import Studies

/// A judge's reply as it is kept.
package struct StoredReply: Sendable, Equatable {
    package var id: Int64
    /// The judge's name in the study.
    package var asked: String
    /// What the request asked.
    package var detail: JSONValue
    package var text: String
    /// JSON: the tokens as the server sent them.
    package var logprobs: String?
    package var finishReason: String?
    /// Milliseconds UTC.
    package var at: Int64
    /// The revision of the parser that read it; nil of earlier builds, 0 where it waits to be read.
    package var parser: Int?
}

/// What a judge's calls came to, over all runs.
package struct JudgeCalls: Sendable, Equatable {
    package var judge: String
    /// Every try, failed ones included.
    package var calls: Int
    /// The sum of the known prices.
    package var nanoDollars: Int64
    /// Tries whose price is not known.
    package var unpriced: Int
    /// The models that the server said it ran, in alphabetical order.
    package var serverModels: [String]
}

extension Store {
    /// The newest reply to each of a study's judgements, in the order asked.
    package func replies(of study: String) throws -> [StoredReply] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT y.id, q.asked, q.detail, y.text, y.logprobs, a.finish_reason, a.started_at, y.parser
                    FROM reply y JOIN request q ON q.id = y.request JOIN attempt a ON a.id = y.attempt
                    WHERE q.study = ? AND q.purpose = 'judgement'
                      AND y.id = (SELECT max(n.id) FROM reply n WHERE n.request = q.id)
                    ORDER BY q.position
                    """,
                arguments: [try Self.studyID(study, database)]
            ).map { row in
                StoredReply(
                    id: row["id"],
                    asked: row["asked"],
                    detail: (try? JSONValue(parsing: row["detail"] as String)) ?? .null,
                    text: row.text("text") ?? "",
                    logprobs: row.text("logprobs"),
                    finishReason: row["finish_reason"],
                    at: row["started_at"],
                    parser: row["parser"]
                )
            }
        }
    }

    /// By judge the hashes of all that its requests were asked with.
    package func askedVersions(of study: String) throws -> [String: Set<String>] {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT DISTINCT asked, json_extract(detail, '$.asked') AS version FROM request
                    WHERE study = ? AND purpose = 'judgement'
                    """,
                arguments: [try Self.studyID(study, database)]
            )
            return Dictionary(rows.map { ($0["asked"] as String, Set([$0["version"] as String?].compactMap(\.self))) })
            {
                $0.union($1)
            }
        }
    }

    /// Every version of a study's criteria that the store has, the oldest first.
    package func criterionVersions(of study: String) throws -> [Criterion] {
        try read { database in
            try String.fetchAll(
                database,
                sql: "SELECT definition FROM criterion WHERE study = ? AND form != 'metric' ORDER BY id",
                arguments: [try Self.studyID(study, database)]
            ).compactMap { Criterion(json: try JSONValue(parsing: $0)) }
        }
    }

    /// Stores records that were read again from kept replies by that revision of the parser: what says the same as before
    /// stays as it is, what says otherwise corrects it.
    package func saveVerdicts(_ records: [RatingRecord], of replies: [Int64], parser: Int, study: String) throws
        -> ImportReport
    {
        try write { database in
            let id = try Self.studyID(study, database)
            guard
                try StudyChainCheck(id, study, parts: [.attempts], database).findings.allSatisfy({
                    $0.standing != .broken
                })
            else {
                throw StoreError(
                    "kept replies, or the attempts that brought them, are not as the log says: nothing was read again; 'slam verify' names which"
                )
            }
            let report = try Self.put(records, of: replies, parser: parser, study: study, database)
            guard report.new > 0 else { return report }
            let log = StudyLog(study: id, database: database)
            try log.append(.stored, [("read_again", .number(Double(report.new)))], at: StudyLog.now)
            return report
        }
    }

    /// Stores what replies say that had been stored to be read later.
    package func saveFirstVerdicts(_ records: [RatingRecord], of replies: [Int64], parser: Int, study: String) throws {
        try write { _ = try Self.put(records, of: replies, parser: parser, study: study, $0) }
    }

    private static func put(
        _ records: [RatingRecord],
        of replies: [Int64],
        parser: Int,
        study: String,
        _ database: Database
    ) throws -> ImportReport {
        for reply in replies {
            try database.executeCached(sql: "UPDATE reply SET parser = ? WHERE id = ?", arguments: [parser, reply])
        }
        let writer = try RatingWriter(study: study, database)
        var report = ImportReport()
        for record in records {
            let resolved = try writer.resolved(ImportedRating(line: 0, record: record))
            let isNew = try !writer.stands(resolved) && writer.insert(try writer.correcting(resolved))
            if isNew { report.new += 1 } else { report.known += 1 }
        }
        return report
    }

    /// The calls of each judge of a study so far, by name.
    package func judgeCalls(of study: String) throws -> [JudgeCalls] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT q.asked, count(*) AS calls, coalesce(sum(a.nano_dollars), 0) AS nano_dollars,
                        count(*) - count(a.nano_dollars) AS unpriced, group_concat(DISTINCT a.server_model) AS models
                    FROM attempt a JOIN request q ON q.id = a.request
                    WHERE q.study = ? AND q.purpose = 'judgement' AND a.class NOT IN ('no_key', 'bad_endpoint')
                    GROUP BY q.asked ORDER BY q.asked
                    """,
                arguments: [try Self.studyID(study, database)]
            ).map { row in
                JudgeCalls(
                    judge: row["asked"],
                    calls: row["calls"],
                    nanoDollars: row["nano_dollars"],
                    unpriced: row["unpriced"],
                    serverModels: (row["models"] as String? ?? "").split(separator: ",").map { String($0).onOneLine }
                        .sorted()
                )
            }
        }
    }
}
