import Foundation
import GRDB
import Planning
import Studies
import Testing

@testable import Store

/// What a bundle tells of the database that it came from: nothing.
final class SealedBundleTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "slam-sealed-\(UUID().uuidString)").path
    private static let day: Int64 = 86_400_000

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private var study: Study {
        var study = Example.study
        study.models.append(Model(name: "tiny", endpoint: "e", model: "t"))
        study.criteria.append(
            Criterion(name: "best", question: "?", level: .ordinal, form: .ranking(most: 3, tie: true))
        )
        study.prompts = (1...12).map { Prompt(id: "p\($0)", messages: [Message(role: .user, content: "ask \($0)")]) }
        study.review = ReviewSettings(repeats: 0.2, attention: 0.2, seed: 4)
        study.known = [
            KnownResponse(
                prompt: "p1",
                text: "known to be good",
                scores: [.init(criterion: "overall", value: 5)],
                explanation: nil,
                isTraining: false
            ),
            Example.trainingResponse,
        ]
        return study
    }

    private func responses(_ models: [String], _ study: Study) -> [ImportedResponse] {
        study.prompts.flatMap { prompt in
            models.map {
                ImportedResponse(
                    line: 1,
                    prompt: prompt.id,
                    model: $0,
                    sample: 1,
                    text: "This is what \($0) says. It is so. Truly, of \(prompt.id)."
                )
            }
        }
    }

    private func planned(_ name: String = "main") throws -> Store {
        let store = try Store.open(path: "\(folder)/\(name).sqlite", mode: .create)
        try store.sync(study)
        _ = try store.importResponses(responses(["large", "small", "tiny"], study), study: "s", file: "f", at: 1)
        try plan(store)
        return store
    }

    private func plan(_ store: Store) throws {
        try store.plan(
            study,
            worsened: { Degradation.text($0, $1.harm, other: $2, key: $1.key) },
            by: Planner(study).rows
        )
    }

    private func bundle(_ store: Store, _ name: String = "ana", at time: Int64 = 40 * day + 12345) throws -> String {
        let path = "\(folder)/\(name).slam"
        _ = try store.writeBundle(for: "ana", study: "s", to: path, at: time)
        return path
    }

    private func rows(_ path: String, _ sql: String) throws -> [Row] {
        try DatabaseQueue(path: path).read { try Row.fetchAll($0, sql: sql) }
    }

    @Test func itsColumnsAreThoseOfAList() throws {
        let path = try bundle(try planned())
        let allowed: [String: Set<String>] = [
            "study": ["id", "name", "settings", "salt"], "rater": ["id", "study", "name", "kind"],
            "prompt": ["id", "study", "name", "text", "tags", "position", "is_current"],
            "criterion": [
                "id", "study", "name", "sha256", "definition", "form", "low", "high", "step", "position", "is_of_sets",
                "is_current",
            ],
            "item": ["id", "sha256", "prompt", "text"], "set_member": ["item_set", "place", "member"],
            "bundle": ["id", "study", "reviewer", "name", "issued_at", "seal", "format"],
            "presentation": [
                "id", "study", "reviewer", "first", "second", "side", "slot", "phase", "position", "bundle", "state",
                "arrangement", "is_open", "block", "design", "is_extra", "is_reviewers", "round",
            ],
            "answer": ["id", "study", "item", "criterion", "value", "explanation", "phase"],
            "tally": ["study", "reviewer", "state", "rows"],
        ]
        let tables = try rows(
            path,
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'grdb%'"
        )
        for table in tables.map({ $0["name"] as String }) {
            for row in try rows(path, "SELECT * FROM \(table)") {
                for (column, value) in row where !value.isNull {
                    #expect(allowed[table]?.contains(column) == true, "\(table).\(column) = \(value)")
                }
            }
        }
        // What is left of these columns is the same in every row.
        for column in ["slot", "is_open", "block", "design", "is_extra", "is_reviewers", "round", "reviewer", "study"] {
            #expect(try rows(path, "SELECT DISTINCT \(column) FROM presentation").count == 1)
        }
        #expect(try rows(path, "SELECT 1 FROM presentation WHERE phase NOT IN ('blind', 'training')").isEmpty)
        #expect(try rows(path, "SELECT 1 FROM prompt WHERE position != 0").isEmpty)
    }

    @Test func noOrderInItFollowsTheModels() throws {
        let store = try planned()
        let path = try bundle(store)
        var hits: [String: Int] = [:]
        var total = 0
        let names = ["large", "small", "tiny"]
        for prompt in try rows(path, "SELECT id FROM prompt").map({ $0["id"] as Int64 }) {
            let query = """
                SELECT i.id, i.sha256, n.id AS row, CAST(i.text AS TEXT) AS text FROM presentation n
                JOIN item i ON i.id = n.first WHERE n.second IS NULL AND n.arrangement IS NULL AND i.prompt = \(prompt)
                    AND text LIKE 'This is what%' GROUP BY text
                """
            for column in ["i.id", "i.sha256", "n.id"] {
                let texts = try rows(path, query + " ORDER BY \(column)").map { $0["text"] as String }
                for (place, text) in texts.prefix(3).enumerated() where text.contains("what \(names[place]) says") {
                    hits[column, default: 0] += 1
                }
            }
            total += 3
        }
        // Chance is 12 of 36; today's ids gave 36 of 36.
        for (column, count) in hits { #expect(count < total * 2 / 3, "\(column): \(count) of \(total)") }
        // Nothing of the database's own ids is in it.
        let ids = try store.read {
            try Int64.fetchSet($0, sql: "SELECT id FROM item UNION SELECT id FROM presentation")
        }
        let named = try rows(path, "SELECT id FROM item UNION SELECT id FROM presentation UNION SELECT id FROM prompt")
        #expect(!named.isEmpty && !ids.isEmpty && named.allSatisfy { !ids.contains($0["id"]) })
        let hashes = try store.read { try String.fetchSet($0, sql: "SELECT sha256 FROM item") }
        let own = try rows(path, "SELECT sha256 FROM item")
        #expect(!own.isEmpty && !hashes.isEmpty && own.allSatisfy { !hashes.contains($0["sha256"]) })
    }

    @Test func aRepeatAndACheckAreItemsOfTheirOwn() throws {
        let path = try bundle(try planned())
        let count = try rows(path, "SELECT first FROM presentation").count
        #expect(try rows(path, "SELECT DISTINCT first FROM presentation").count == count)
        // Some texts come twice, as repeats do.
        let texts = try rows(path, "SELECT text FROM item WHERE length(text) > 0").map { $0["text"] as Data }
        #expect(Set(texts).count < texts.count)
    }

    @Test func timesAreThoseOfTheDayAndNoPageIsFree() throws {
        let path = try bundle(try planned())
        #expect(try rows(path, "SELECT issued_at FROM bundle")[0]["issued_at"] == 40 * Self.day)
        let written = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
        #expect(written?.timeIntervalSince1970 == Double(40 * Self.day / 1000))
        #expect(try rows(path, "PRAGMA freelist_count")[0][0] == 0)
    }

    /// Rates everything that a bundle shows: pairs by which text is longer, so that sides and orders must come back right.
    private func rate(_ path: String, limit: Int = .max) throws -> [String: Double] {
        // Each bundle is rated by a process of its own.
        let owner = LeaseOwner(rawValue: "elsewhere:\(path.hashValue):1")
        let file = try Store.open(path: path, mode: .existing).restricted(to: "ana", study: "s")
        let ana = Sitter(file, owner: owner)
        var given: [String: Double] = [:]
        while given.count < limit, let shown = try ana.next() {
            if !shown.members.isEmpty {
                let order = shown.texts.indices.sorted { shown.texts[$0] < shown.texts[$1] }
                let ranks = shown.texts.indices.map { place in (order.firstIndex(of: place) ?? 0) + 1 }
                try ana.rate(shown, ReviewAct(criterion: "best", value: nil, ranks: ranks))
                for (text, rank) in zip(shown.texts, ranks) { given["best \(text) \(shown.id)"] = Double(rank) }
            } else if shown.texts.count == 2 {
                let value: Double = shown.texts[0] < shown.texts[1] ? 1 : -1
                try ana.rate(shown, ReviewAct(criterion: "better", value: value))
                given["better \(shown.texts.sorted()) \(shown.id)"] = 1
            } else {
                let value = Double(shown.texts[0].utf8.count % 5 + 1)
                try ana.rate(shown, ReviewAct(criterion: "overall", value: value))
                given["overall \(shown.texts[0]) \(shown.id)"] = value
            }
        }
        try ana.store.writer.close()
        return given
    }

    @Test func whatWasSaidOfATextComesBackToThatText() throws {
        let store = try planned()
        let path = try bundle(store)
        let given = try rate(path)
        #expect(try store.merge([path], study: "s").new == given.count)
        let texts = try store.itemTexts(of: "s")
        let records = try store.records(of: "s")
        #expect(records.count == given.count)
        for record in records {
            switch record.subject {
            case .item(let item):
                let text = try #require(texts[item])
                #expect(record.value == Double(text.utf8.count % 5 + 1))
            case .pair(let pair):
                let (first, second) = (try #require(texts[pair.first]), try #require(texts[pair.second]))
                #expect(record.value == (first < second ? 1 : -1))
                #expect(record.label == (first < second ? "first" : "second"))
            case .member(let item, let set):
                let sorted = set.items.compactMap { texts[$0] }.sorted()
                let text = try #require(texts[item])
                #expect(record.value == Double((sorted.firstIndex(of: text) ?? 0) + 1))
            }
        }
        let report = try store.verify("s")
        #expect(report.findings.isEmpty, "\(report.findings)")
        #expect(Set(records.map(\.phase)) == [.blind, .repeat, .attention, .gold, .training])
        // The chain is as it was written: by the bundle's names.
        let hashes = try rows(path, "SELECT sha256 FROM event ORDER BY number").map { $0["sha256"] as String }
        #expect(try store.read { try String.fetchAll($0, sql: "SELECT sha256 FROM event ORDER BY number") } == hashes)
    }

    @Test func aBackupFromBeforeTheHandingOutTakesItBack() throws {
        let store = try planned()
        try store.backUp(to: "\(folder)/backup.sqlite")
        let path = try bundle(store)
        let given = try rate(path)
        let backup = try Store.open(path: "\(folder)/backup.sqlite", mode: .existing)
        #expect(try backup.merge([path], study: "s").new == given.count)
        #expect(try backup.verify("s").broken.isEmpty)
        #expect(
            try backup.records(of: "s")
                == {
                    _ = try store.merge([path], study: "s"); return try store.records(of: "s")
                }()
        )
    }

    /// The whole bundle was refused as a contradiction.
    @Test(arguments: [true, false])
    func whatWasRatedHereMeanwhileStandsAndTheRestOfTheBundleIsTaken(isRevoked: Bool) throws {
        var store = try planned()
        if !isRevoked { try store.backUp(to: "\(folder)/backup.sqlite") }
        let path = try bundle(store)
        let given = try rate(path)
        if isRevoked {
            #expect(try store.revokeBundles(of: "ana", study: "s") > 0)
            try plan(store)
        } else {
            store = try Store.open(path: "\(folder)/backup.sqlite", mode: .existing)
        }
        let sitter = Sitter(store)
        // Another millisecond than in the bundle, where the same answer would be the same record.
        sitter.time = 90_000
        var own: Set<String> = []
        while own.count < 3, let shown = try sitter.next() {
            let ranks = Array(1...max(1, shown.members.count))
            try sitter.rate(shown, shown.members.isEmpty ? nil : ReviewAct(criterion: "best", value: nil, ranks: ranks))
            own.formUnion(try store.records(of: "s").filter { $0.outcome == .rated }.map(\.id))
        }
        let report = try store.merge([path], study: "s")
        #expect(report.twice > 0 && report.new >= given.count - report.twice, "\(report) of \(given.count)")
        let current = Set(try store.currentRatings(of: "s", phase: nil).map(\.id))
        #expect(own.isSubset(of: current))
        let broken = try store.verify("s").broken
        #expect(broken.isEmpty, "\(broken)")
        #expect(try store.merge([path], study: "s").new == 0)
    }

    @Test func aLaterBundleReplacesTheEarlierAndNothingIsRefused() throws {
        let store = try planned()
        let first = try bundle(store, "first")
        let second = try bundle(store, "second")
        _ = try rate(first, limit: 9)
        let given = try rate(second)
        #expect(try store.merge([second], study: "s").new == given.count)
        let late = try store.merge([first], study: "s")
        #expect(late.new == 0 && late.replaced > 0)
        let report = try store.verify("s")
        #expect(report.broken.isEmpty, "\(report.broken)")
        // The other way the earlier one's are there, and the later one's stand.
        let other = try planned("other")
        let (one, two) = (try bundle(other, "one"), try bundle(other, "two"))
        _ = try rate(one, limit: 9)
        let all = try rate(two)
        _ = try other.merge([one], study: "s")
        _ = try other.merge([two], study: "s")
        let records = try other.records(of: "s")
        let standing = records.filter { record in !records.contains { $0.supersedes == record.id } }
        #expect(standing.count == all.count && standing.allSatisfy { !$0.flags.contains("extra") })
        #expect(try other.verify("s").broken.isEmpty)
    }

    @Test func oneBadBundleOfTwoMergesNeither() throws {
        let store = try planned()
        let good = try bundle(store)
        _ = try store.writeBundle(for: "ben", study: "s", to: "\(folder)/ben.slam", at: 1)
        _ = try rate(good, limit: 5)
        try DatabaseQueue(path: "\(folder)/ben.slam").write { try $0.execute(sql: "UPDATE item SET text = x'41'") }
        #expect(throws: StoreError.self) { try store.merge([good, "\(self.folder)/ben.slam"], study: "s") }
        #expect(try store.records(of: "s").isEmpty)
        #expect(try store.merge([good], study: "s").new >= 5)
    }

    @Test func aMaskedTextBearsNoHashOfItself() throws {
        let store = try planned()
        let masked = try store.shownTexts(of: "s").filter { $0.text.contains("what small says") }
        _ = try store.setLeaks(
            masked.map {
                LeakRecord(
                    item: $0.item,
                    findings: ["name"],
                    masked: $0.text.replacingOccurrences(of: "small", with: "[…]")
                )
            },
            policy: .mask,
            study: "s"
        )
        let path = try bundle(store)
        let file = try Data(contentsOf: URL(filePath: path))
        for text in masked {
            #expect(file.range(of: Data(text.item.rawValue.utf8)) == nil)
            let names = try store.maskNames(of: "s")
            #expect(names[text.item] != nil && names[text.item] != text.item)
        }
        // Masking again keeps the names that have left before.
        let names = try store.maskNames(of: "s")
        _ = try store.setLeaks(
            masked.map { LeakRecord(item: $0.item, findings: ["name"], masked: "[…]") },
            policy: .mask,
            study: "s"
        )
        #expect(try store.maskNames(of: "s") == names)
    }

    @Test func aTextIsPlannedWhenEveryModelHasAnswered() throws {
        let store = try Store.open(path: "\(folder)/early.sqlite", mode: .create)
        try store.sync(study)
        let all = responses(["large", "small", "tiny"], study)
        _ = try store.importResponses(all.filter { $0.text.contains("large") }, study: "s", file: "f", at: 1)
        try plan(store)
        #expect(throws: StoreError.self) { try self.bundle(store) }
        #expect(try store.planState(of: study, replacing: false).waiting == .init(prompts: 12))
        // One prompt is answered by all.
        let rest = all.filter { !$0.text.contains("large") }
        _ = try store.importResponses(rest.filter { $0.prompt == "p3" }, study: "s", file: "f", at: 1)
        try plan(store)
        let path = try bundle(store)
        let prompts = try rows(path, "SELECT DISTINCT p.name FROM item i JOIN prompt p ON p.id = i.prompt")
        #expect(Set(prompts.map { $0["name"] as String }).subtracting(["p1", "p2"]) == ["p3"])
        // Partially, all of it.
        try store.plan(study, partial: true, worsened: { _, _, _ in nil }, by: Planner(study).rows)
        let state = try store.planState(of: study, replacing: false, partial: true)
        #expect(Set(state.rows.map(\.first)).count > 12)
    }

    @Test func aLateTextNeverComesAlone() throws {
        let store = try planned()
        _ = try bundle(store)
        func add(_ model: String, _ prompt: String) throws {
            // A second one, which the plan did not know of.
            let late = ImportedResponse(line: 1, prompt: prompt, model: model, sample: 2, text: "Another by \(model)")
            _ = try store.importResponses([late], study: "s", file: "f", at: 2)
            try plan(store)
        }
        try add("small", "p5")
        #expect(try store.planState(of: study, replacing: false).waiting == .init(lateTexts: 1))
        try add("large", "p6")
        #expect(try store.planState(of: study, replacing: false).waiting.isEmpty)
    }
}
