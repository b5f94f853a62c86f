import GRDB
import Studies
import Testing

@testable import Store

/// Items are found alike one by one and from where all were read at once.
struct ItemSearchTests {
    @Test func thousandsOfLookupsFindWhatOneFinds() throws {
        let store = try Store.inMemory()
        try store.sync(Example.study)
        let ids = (0..<1500).map { SHA256.hex(of: "\($0)") }
        try store.writer.write { database in
            for (number, id) in ids.enumerated() {
                try database.execute(
                    sql: """
                        INSERT INTO item (sha256, prompt, text)
                        SELECT ?, id, x'41' FROM prompt WHERE name = ?
                        """,
                    arguments: [id, "p\(number % 4 + 1)"]
                )
            }
            // A set is called by its members.
            try database.execute(
                sql: "INSERT INTO item (sha256, prompt, text) SELECT ?, id, x'' FROM prompt LIMIT 1",
                arguments: [ids[0] + ":" + ids[1]]
            )
            let search = ItemSearch(database)
            let rows = Dictionary(
                try Row.fetchAll(database, sql: "SELECT sha256, id FROM item").map { ($0[0] as String, $0[1] as Int64) }
            ) { first, _ in first }
            // More than are kept of late.
            for _ in 0..<3 {
                let found = try ids.map { try search.row(of: ItemID(rawValue: $0)) }
                #expect(found.map { $0?.id } == ids.map { rows[$0] })
                #expect(found.enumerated().allSatisfy { $1?.prompt == "p\($0 % 4 + 1)" && $1?.study == 1 })
            }
            let strangers: [String] = [
                "", "x", String(ids[0].prefix(32)) + String(ids[1].suffix(32)), ids[2].uppercased(), ids[3] + "0",
                String(ids[4].dropLast()),
            ]
            for id in strangers { #expect(try search.row(of: ItemID(rawValue: id)) == nil, "\(id)") }
            #expect(try search.row(of: ItemID(rawValue: ids[0] + ":" + ids[1]))?.id == 1501)
        }
    }

    /// In the order of the study, whatever the file's; by the beginnings of their ids.
    @Test func answersStandInTheOrderOfTheStudy() throws {
        let store = try Store.inMemory()
        try Example.fill(store, Example.study, Example.responses.reversed())
        let answers = try store.planState(of: Example.study, replacing: true).answers
        #expect(answers.map(\.prompt) == [0, 0, 1, 1, 2, 2, 3, 3] && answers.map(\.model) == [0, 1, 0, 1, 0, 1, 0, 1])
        for answer in answers {
            let id = try store.read {
                try String.fetchOne($0, sql: "SELECT sha256 FROM item WHERE id = ?", arguments: [answer.item])
            }
            #expect(answer.key == UInt64(try #require(id).prefix(16), radix: 16))
        }
    }
}
