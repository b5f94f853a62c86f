import Foundation
import GRDB
import Studies

/// Puts responses of a file into the database within one transaction.
struct ResponseWriter {
    let studyID: Int64
    private(set) var report = ImportReport()

    private let study: String
    private let time: Int64
    private let replaces: Bool
    private let database: Database
    private let prompts: [String: Int64]
    private let models: [String: Int64]
    /// What the file brought so far, where no response was stored before it: nothing else is there.
    private var brought: WordNumbers?
    /// By prompt the row of its wording of today.
    private var wordings: [Int64: Int64] = [:]
    private let itemRow: BoundRow
    private let responseRow: BoundRow

    init(study: String, at time: Int64, replacing: Bool, _ database: Database) throws {
        self.study = study
        self.time = time
        self.database = database
        replaces = replacing
        studyID = try Store.studyID(study, database)
        // Whether a text is the stored one would answer who wrote it.
        report.isBlind = try Store.isBlind(studyID, database)
        prompts = try Store.names("prompt", study: studyID, database)
        models = try Store.names("model", study: studyID, database)
        brought = try Bool.fetchOne(database, sql: "SELECT 1 FROM response LIMIT 1") == nil ? WordNumbers() : nil
        itemRow = try BoundRow(database, Store.itemInsertion)
        responseRow = try BoundRow(
            database,
            """
            INSERT INTO response (item, prompt, model, sample, is_imported, finish_reason, input_tokens,
                output_tokens, first_token_ns, total_ns, at, wording, is_current, salt)
            VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, 1, randomblob(16))
            """
        )
    }

    /// Stores one; throws words that say what is wrong with it.
    mutating func insert(_ response: ImportedResponse) throws {
        guard let prompt = prompts[response.prompt] else {
            throw StoreError("no prompt '\(response.prompt)' in the study\(hint(response.prompt, prompts))")
        }
        guard let model = models[response.model] else {
            throw StoreError("no model '\(response.model)' in the study\(hint(response.model, models))")
        }
        let name = ItemID(study: study, prompt: response.prompt, text: response.text)
        let there = try stored(prompt, model, response.sample)
        if there == name.rawValue {
            report.known += 1
            return
        }
        // A text that another model gave is as one that stands already: what follows would tell whose it is.
        if there != nil, replaces, report.isBlind, try isAnswer(name, to: prompt) {
            report.known += 1
            return
        }
        if there != nil {
            guard replaces || !report.isBlind else {
                report.other += 1
                return
            }
            try setAside(prompt, model, response.sample)
        }
        let item = try item(name, prompt: prompt, text: response.text)
        let wording = try wordings[prompt] ?? Store.wording(of: prompt, database)
        wordings[prompt] = wording
        try responseRow.bind(item).bind(prompt).bind(model).bind(response.sample).bind(response.finishReason)
        try responseRow.bind(response.inputTokens).bind(response.outputTokens).bind(response.firstToken)
        try responseRow.bind(response.total).bind(time).bind(wording).run()
        if there == nil { report.new += 1 } else { report.replaced += 1 }
    }

    /// The item of the response that is current, where there is one.
    private mutating func stored(_ prompt: Int64, _ model: Int64, _ sample: Int) throws -> String? {
        // Two numbers as one word, where they fit.
        if (1..<1 << 20).contains(sample), (0..<1 << 40).contains(model),
            brought?.insert(UInt64(bitPattern: prompt), UInt64(model) << 20 | UInt64(sample)) == true
        {
            return nil
        }
        return try database.valueCached(
            String.self,
            sql: """
                SELECT i.sha256 FROM response r JOIN item i ON i.id = r.item
                WHERE r.prompt = ? AND r.model = ? AND r.sample = ? AND r.is_current = 1
                """,
            arguments: [prompt, model, sample]
        )
    }

    /// The row of an item, made when it is new.
    private func item(_ name: ItemID, prompt: Int64, text: String) throws -> Int64 {
        try itemRow.bind(name.rawValue).bind(prompt).bind(bytes: text).run()
        return try database.changesCount > 0 ? database.lastInsertedRowID : Store.known(name, database)
    }

    /// Writes down what the file came to.
    func close() throws {
        try database.execute(
            sql: "INSERT INTO response_import (study, at, rows, new, same, other) VALUES (?, ?, ?, ?, ?, ?)",
            arguments: [
                studyID, time, report.rows, report.new + report.replaced, report.known, report.other,
            ]
        )
    }

    private func isAnswer(_ name: ItemID, to prompt: Int64) throws -> Bool {
        try database.valueCached(
            Bool.self,
            sql: "SELECT 1 FROM item i JOIN response r ON r.item = i.id WHERE i.sha256 = ? AND i.prompt = ? LIMIT 1",
            arguments: [name.rawValue, prompt]
        ) ?? false
    }

    private func setAside(_ prompt: Int64, _ model: Int64, _ sample: Int) throws {
        guard replaces else {
            throw StoreError(
                "another response of that model, prompt and sample is stored: correct the row, or take the new one with --replace"
            )
        }
        try database.executeCached(
            sql: "UPDATE response SET is_current = 0 WHERE prompt = ? AND model = ? AND sample = ? AND is_current = 1",
            arguments: [prompt, model, sample]
        )
    }

    private func hint(_ name: String, _ known: [String: Int64]) -> String {
        Spelling.nearest(to: name, among: known.keys.sorted()).map { ": did you mean '\($0)'?" } ?? ""
    }
}
