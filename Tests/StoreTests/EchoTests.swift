import Fixtures
import GRDB
import Planning
import Studies
import Testing

@testable import Store

/// A text that comes once more after somebody saw the study's texts is nobody's until unblinding, whatever the clock says.
struct EchoTests {
    private func response(_ model: String, sample: Int = 1) -> ImportedResponse {
        ImportedResponse(line: 1, prompt: "p1", model: model, sample: sample, text: "large says p1\0!")
    }

    private func echoes(_ store: Store) throws -> [Int64] { try store.read { try Store.echoes(1, $0) } }

    @Test(arguments: [0, 500, Int64.max])
    func whatIsAnEchoIsToldByTheLogsOrder(clock: Int64) throws {
        let store = try Example.store()
        #expect(try echoes(store).isEmpty)
        let sitter = Sitter(store)
        try sitter.rate(try #require(try sitter.next()))
        #expect(try echoes(store).isEmpty)
        _ = try store.importResponses([response("small", sample: 2)], study: "s", file: "f", at: clock)
        let newest = try store.read { try Int64.fetchOne($0, sql: "SELECT max(id) FROM response") }
        #expect(try echoes(store) == [newest])
    }

    /// The clock was ahead when the texts came, and right when they were shown.
    @Test func twinsFromBeforeAreNoEchoesOfAClockThatWasSetBack() throws {
        let store = try Store.inMemory()
        try store.sync(Example.study)
        _ = try store.importResponses(Example.responses, study: "s", file: "f", at: 9_000_000)
        _ = try store.importResponses([response("small", sample: 2)], study: "s", file: "g", at: 9_000_000)
        try store.plan(Example.study, worsened: { _, _, _ in nil }, by: Planner(Example.study).rows)
        let sitter = Sitter(store)
        try sitter.rate(try #require(try sitter.next()))
        #expect(try echoes(store).isEmpty)
    }

    @Test func handingOutABundleIsALook() throws {
        let folder = try TemporaryFolder()
        let store = try Example.store()
        _ = try store.writeBundle(for: "ben", study: "s", to: "\(folder.path)/ben.slam", at: 8_000_000)
        _ = try store.importResponses([response("small", sample: 2)], study: "s", file: "f", at: 0)
        #expect(try echoes(store).count == 1)
    }
}
