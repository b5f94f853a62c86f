import Fixtures
import Foundation
import GRDB
import Planning
import Studies
import Testing

@testable import Store

/// Where the texts of a pair stand in a bundle, which has names of its own for them, and when it says it was written.
struct BundledSideTests {
    /// Twelve prompts, so that the bundle's names turn some pairs round and leave others.
    @Test func aPairStandsInABundleAsItWasPlanned() throws {
        var study = Example.study
        study.criteria = [.better()]
        study.reviewers = ["ana"]
        study.prompts = (1...12).map { Prompt(id: "p\($0)", messages: [Message(role: .user, content: "ask \($0)")]) }
        let folder = try TemporaryFolder()
        let store = try Store.open(path: "\(folder.path)/main.sqlite", mode: .create)
        try Example.fill(store, study, Example.responses(of: study) { "\($0) says \($1)" })
        let planned = try store.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT n.side, CAST(a.text AS TEXT) AS first, CAST(b.text AS TEXT) AS second FROM presentation n
                    JOIN item a ON a.id = n.first JOIN item b ON b.id = n.second ORDER BY n.position
                    """
            ).map { $0["side"] == "first" ? [$0["first"] as String, $0["second"]] : [$0["second"], $0["first"]] }
        }
        let path = "\(folder.path)/ana.slam"
        _ = try store.writeBundle(for: "ana", study: "s", to: path, at: 2)
        let bundle = try Store.open(path: path, mode: .existing)
        let sitter = Sitter(try bundle.restricted(to: "ana", study: "s"))
        var shown: [[String]] = []
        while let next = try sitter.next() {
            shown.append(next.texts)
            try sitter.rate(next)
        }
        try bundle.writer.close()
        #expect(planned.count == 12 && Set(planned.map { $0[0].hasPrefix("large") }) == [true, false])
        // In the order of the plan, whatever the bundle's names.
        #expect(shown == planned)
    }

    /// Neither a row nor what it shows has a name that another bundle, use, row or key has; the same always has the same.
    @Test func aNameIsOfOneBundleAndOneUse() {
        func names(_ key: UInt8, _ bundle: String, _ row: Int64) -> [String] {
            let names = BundleNames(key: [key], bundle: bundle)
            let item = ItemID(rawValue: "a")
            let numbers = [names.row(row), names.prompt(row), names.itemRow(item, of: row)]
            #expect(numbers.allSatisfy { (1...1 << 52).contains($0) }, "\(numbers)")
            return numbers.map(String.init) + [names.item(item, of: row).rawValue]
        }
        let all = [(1, "one", 7), (2, "one", 7), (1, "two", 7), (1, "one", 8)].map { names($0, $1, $2) }
        #expect(Set(all.flatMap(\.self)).count == 16)
        #expect(names(1, "one", 7) == all[0])
        let own = BundleNames(key: [1], bundle: "one")
        #expect(own.itemRow(ItemID(rawValue: "a"), of: 7) != own.itemRow(ItemID(rawValue: "b"), of: 7))
        #expect(own.item(ItemID(rawValue: "a"), of: 7) != own.item(ItemID(rawValue: "b"), of: 7))
    }

    @Test func aTimeIsTakenToTheBeginningOfItsDay() {
        let day: Int64 = 86_400_000
        #expect([0, 1, day - 1, day, day + 1].map(\.startOfDay) == [0, 0, 0, day, day])
        #expect([-1, -day, -day - 1].map(\.startOfDay) == [-day, -day, -2 * day])
    }
}
