import GRDB
import Planning
import Studies
import Testing

@testable import Store

/// Responses that an imported table does not have, and models whose table is still to come.
struct MissingResponseTests {
    private static func study(_ models: [String]) -> Study {
        var study = Example.study
        study.criteria.removeLast()
        study.models = models.map { Model(name: $0, endpoint: "", model: $0) }
        return study
    }

    private static func response(_ model: String, _ prompt: String) -> ImportedResponse {
        ImportedResponse(line: 0, prompt: prompt, model: model, sample: 1, text: "\(model) says \(prompt)")
    }

    private func open(_ store: Store) throws -> Int? {
        try store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM presentation WHERE state = 'open'") }
    }

    @Test func aPromptThatOneImportedModelLacksStaysInThePlan() throws {
        let study = Self.study(["large", "small"])
        let store = try Store.inMemory()
        try store.sync(study)
        let rows = study.prompts.flatMap { [Self.response("large", $0.id), Self.response("small", $0.id)] }.dropLast()
        _ = try store.importResponses(Array(rows), study: "s", file: "f", at: 1)
        try store.plan(study, partial: true, worsened: { _, _, _ in nil }, by: Planner(study).rows)
        let planned = try open(store)
        #expect(planned == 14)
        try store.plan(study, replacing: true, worsened: { _, _, _ in nil }, by: Planner(study).rows)
        #expect(try open(store) == planned)
    }

    /// Nothing more is asked of an imported model: what its table lacks keeps nothing from being planned at first either.
    @Test func aPromptThatOneImportedModelLacksIsPlannedAtFirst() throws {
        let study = Self.study(["large", "small"])
        let store = try Store.inMemory()
        try store.sync(study)
        let rows = study.prompts.flatMap { [Self.response("large", $0.id), Self.response("small", $0.id)] }.dropLast()
        _ = try store.importResponses(Array(rows), study: "s", file: "f", at: 1)
        #expect(try store.planState(of: study, replacing: false).waiting.isEmpty)
        try store.plan(study, worsened: { _, _, _ in nil }, by: Planner(study).rows)
        #expect(try open(store) == 14)
    }

    @Test func aModelWithoutAnyResponseTakesNothingOutOfThePlan() throws {
        var study = Self.study(["large", "small"])
        let store = try Store.inMemory()
        try store.sync(study)
        let rows = study.prompts.flatMap { [Self.response("large", $0.id), Self.response("small", $0.id)] }
        _ = try store.importResponses(rows, study: "s", file: "f", at: 1)
        try store.plan(study, worsened: { _, _, _ in nil }, by: Planner(study).rows)
        let planned = try open(store)
        study.models.append(Model(name: "late", endpoint: "", model: "late"))
        try store.sync(study)
        try store.plan(study, replacing: true, worsened: { _, _, _ in nil }, by: Planner(study).rows)
        #expect(try open(store) == planned && planned == 16)
        #expect(try store.planState(of: study, replacing: true).waitingPrompts.count == 4)
    }
}
