import Foundation
import GRDB
package import Studies

/// A response that came in a file.
package struct ImportedResponse: Sendable {
    /// Where it stands in its file.
    package var line: Int
    package var prompt: String
    package var model: String
    /// From 1.
    package var sample: Int
    package var text: String
    package var finishReason: String?
    package var inputTokens: Int?
    package var outputTokens: Int?
    /// From the request's first byte to the first token of the answer, in nanoseconds.
    package var firstToken: Int64?
    /// To the answer's end, in nanoseconds.
    package var total: Int64?

    package init(
        line: Int,
        prompt: String,
        model: String,
        sample: Int,
        text: String,
        finishReason: String? = nil,
        inputTokens: Int? = nil,
        outputTokens: Int? = nil,
        firstToken: Int64? = nil,
        total: Int64? = nil
    ) {
        self.line = line
        self.prompt = prompt
        self.model = model
        self.sample = sample
        self.text = text
        self.finishReason = finishReason
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.firstToken = firstToken
        self.total = total
    }
}

/// How many rows of a file were new, and how many were there already.
package struct ImportReport: Sendable, Equatable {
    package var new = 0
    package var known = 0
    /// Rows whose model, prompt and sample has another response, which stays: while the study is blind neither that nor
    /// which ones are told.
    package var other = 0
    /// How many ratings by people, of the new ones, count as unblinded: they came after unblinding, and name no phase.
    package var unblinded = 0
    /// How many took the place of another response.
    package var replaced = 0
    /// Whether the counts may be told.
    package var isBlind = false

    package var rows: Int { new + known + other + replaced }
}

/// A current response.
package struct StoredResponse: Sendable, Equatable {
    package var item: ItemID
    package var prompt: String
    package var model: String
    package var sample: Int
    package var text: String

    package init(item: ItemID, prompt: String, model: String, sample: Int, text: String) {
        self.item = item
        self.prompt = prompt
        self.model = model
        self.sample = sample
        self.text = text
    }
}

extension Store {
    /// Stores the responses of a file: all, or none and `Mistakes` with every row that cannot be stored.
    package func importResponses(
        _ responses: [ImportedResponse],
        study: String,
        file: String,
        at time: Int64
    ) throws -> ImportReport {
        var rows = responses.makeIterator()
        return try importResponses(study: study, file: file, at: time) { rows.next().map { .success($0) } }
    }

    /// Stores responses as they are read: all, or none and `Mistakes` with every row that cannot be read or stored.
    ///
    /// `replacing` makes another response of the same model, prompt and sample a new generation: the old one stays with its
    /// ratings and is shown no more.
    package func importResponses(
        study: String,
        file: String,
        at time: Int64,
        replacing: Bool = false,
        next: () throws -> Result<ImportedResponse, Mistake>?
    ) throws -> ImportReport {
        try write { database in
            var writer = try ResponseWriter(study: study, at: time, replacing: replacing, database)
            let log = StudyLog(study: writer.studyID, database: database)
            if replacing { try log.check([.current, .plan], at: StudyLog.now) }
            var mistakes: [Mistake] = []
            while let row = try next() {
                switch row {
                case .failure(let mistake): mistakes.append(mistake)
                case .success(let response):
                    do { try writer.insert(response) } catch let error as StoreError {
                        mistakes.append(Mistake(file: file, line: response.line, message: error.description))
                    }
                }
            }
            guard mistakes.isEmpty else { throw Mistakes(mistakes) }
            if writer.report.replaced > 0 {
                try Self.withdraw(PlanChange(study: writer.studyID, database: database), database)
                try log.commit(.stored, [.current, .plan], at: StudyLog.now)
            }
            try writer.close()
            return writer.report
        }
    }

    /// What imports of responses came to, summed up.
    package func importTotals(of study: String) throws -> ImportReport {
        try read { database in
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT coalesce(sum(new), 0) AS new, coalesce(sum(same), 0) AS same, coalesce(sum(other), 0) AS other
                    FROM response_import WHERE study = ?
                    """,
                arguments: [try Self.studyID(study, database)]
            )
            return ImportReport(new: row?["new"] ?? 0, known: row?["same"] ?? 0, other: row?["other"] ?? 0)
        }
    }

    /// The responses that stand (`standing`) to current prompts, by prompt, model and sample in the study's order.
    package func responses(of study: String) throws -> [StoredResponse] {
        try read { database in
            let id = try Self.studyID(study, database)
            return try Row.fetchAll(
                database,
                sql: """
                    SELECT i.sha256, p.name AS prompt, m.name AS model, r.sample, i.text
                    FROM response r JOIN item i ON i.id = r.item JOIN prompt p ON p.id = r.prompt
                    JOIN model m ON m.id = r.model
                    WHERE p.study = ? AND \(try Self.standing(id, database)) AND p.is_current = 1 AND m.is_current = 1
                    ORDER BY p.position, m.position, r.sample
                    """,
                arguments: [id]
            ).map {
                StoredResponse(
                    item: ItemID(rawValue: $0["sha256"]),
                    prompt: $0["prompt"],
                    model: $0["model"],
                    sample: $0["sample"],
                    text: $0.text("text") ?? ""
                )
            }
        }
    }

    /// By model how many current responses answer the prompts of the study's file: of the samples that are wanted, of
    /// an imported model all.
    package func responseCounts(of study: Study, samples: [String: Int], imported: Set<String>) throws -> [String: Int]
    {
        let wanted = Set(study.prompts.map(\.id))
        return try read { database in
            let id = try Self.studyID(study.name, database)
            var prompts = RowSet()
            try RowCursor(database, "SELECT id, name FROM prompt WHERE study = ? AND is_current = 1", [id]).forEach {
                if wanted.contains($0.text(1)) { prompts.insert($0.integer(0)) }
            }
            var (models, names, limits, counts) = (RowNumbers(), [String](), [Int64](), [Int]())
            try RowCursor(database, "SELECT id, name FROM model WHERE study = ? AND is_current = 1", [id]).forEach {
                let name = $0.text(1)
                models.set($0.integer(0), names.count)
                names.append(name)
                limits.append(imported.contains(name) ? .max : Int64(samples[name] ?? 1))
                counts.append(0)
            }
            try RowCursor(
                database,
                "SELECT prompt, model, sample FROM response INDEXED BY one_current_response WHERE is_current = 1",
                []
            ).forEach { row in
                let model = Int(models[row.integer(1)])
                guard model >= 0, prompts.contains(row.integer(0)), row.integer(2) <= limits[model] else { return }
                counts[model] += 1
            }
            return Dictionary(zip(names, counts)) { first, _ in first }
        }
    }

    static let itemInsertion =
        "INSERT INTO item (sha256, prompt, text) VALUES (?, ?, ?) ON CONFLICT (sha256) DO NOTHING"

    /// The row of an item, made when it is new.
    static func item(_ id: ItemID, prompt: Int64, text: String, _ database: Database) throws -> Int64 {
        try database.executeCached(sql: itemInsertion, arguments: [id.rawValue, prompt, text.data])
        return try database.changesCount > 0 ? database.lastInsertedRowID : known(id, database)
    }

    /// The row of an item that is there.
    static func known(_ item: ItemID, _ database: Database) throws -> Int64 {
        guard let row = try row(of: item, database) else {
            throw StoreError("an item could not be stored")
        }
        return row
    }

    /// Row ids by name, of a study's prompts or models.
    static func names(_ table: String, study: Int64, _ database: Database) throws -> [String: Int64] {
        let rows = try Row.fetchAll(database, sql: "SELECT name, id FROM \(table) WHERE study = ?", arguments: [study])
        return Dictionary(rows.map { ($0["name"], $0["id"]) }) { first, _ in first }
    }
}

/// What a response is called outside the database by its owner.
package struct ResponseName: Sendable, Hashable {
    package var prompt: String
    package var model: String
    package var sample: Int

    package init(prompt: String, model: String, sample: Int) {
        self.prompt = prompt
        self.model = model
        self.sample = sample
    }
}

extension Store {
    /// The current responses that came from a file.
    package func importedResponses(of study: String) throws -> ResponseNames {
        try read { database in
            let id = try Self.studyID(study, database)
            var names: ResponseNames = []
            var (prompts, models) = (RowNumbers(), RowNumbers())
            try RowCursor(database, "SELECT id, name FROM prompt WHERE study = ?", [id]).forEach {
                prompts.set($0.integer(0), Int(names.number(ofPrompt: $0.text(1))))
            }
            try RowCursor(database, "SELECT id, name FROM model WHERE study = ?", [id]).forEach {
                models.set($0.integer(0), Int(names.number(ofModel: $0.text(1))))
            }
            // Of a million responses no name is read, and they are gone through in the order stored.
            try RowCursor(
                database,
                "SELECT prompt, model, sample FROM response NOT INDEXED WHERE is_current = 1 AND is_imported = 1",
                []
            ).forEach { row in
                let (prompt, model) = (prompts[row.integer(0)], models[row.integer(1)])
                if prompt >= 0, model >= 0 { names.insert(prompt: prompt, model: model, sample: Int(row.integer(2))) }
            }
            return names
        }
    }
}
