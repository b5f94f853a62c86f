import Store
import Studies

/// A reviewer at the example study, one act after the other.
final class Sitter {
    let store: Store
    let name: String
    let owner: LeaseOwner
    var time: Int64 = 1000

    init(_ store: Store, _ name: String = "ana", owner: LeaseOwner = .current) {
        self.store = store
        self.name = name
        self.owner = owner
    }

    /// A process of this machine that has ended.
    static var dead: LeaseOwner {
        LeaseOwner(rawValue: "\(LeaseOwner.current.rawValue.split(separator: ":")[0]):1:0")
    }

    func next() throws -> BlindPresentation? {
        time += 10
        return try store.claimNext(study: "s", reviewer: name, owner: owner, lease: .seconds(60), at: time)
    }

    func rate(_ shown: BlindPresentation, _ act: ReviewAct? = nil, took: ReviewTime? = nil) throws {
        time += 10
        try store.logShown(shown, study: "s", reviewer: name, owner: owner, at: time)
        let usual = ReviewAct(criterion: shown.texts.count == 1 ? "overall" : "better", value: 1)
        try store.save(
            [act ?? usual],
            of: shown,
            study: "s",
            reviewer: name,
            owner: owner,
            at: time,
            took: took,
            shownSHA256: shown.shownSHA256
        )
    }

    func skip(_ shown: BlindPresentation, took: ReviewTime? = nil) throws {
        time += 10
        try store.logShown(shown, study: "s", reviewer: name, owner: owner, at: time)
        let criterion = shown.texts.count == 1 ? "overall" : "better"
        try store.skip(
            shown,
            study: "s",
            reviewer: name,
            criteria: [criterion],
            reason: "broken text",
            flags: ["flagged"],
            owner: owner,
            at: time,
            took: took
        )
    }

    func undo() throws -> BlindPresentation? {
        time += 10
        return try store.undo(study: "s", reviewer: name, owner: owner, lease: .seconds(60), at: time)
    }

    func revisit(_ row: Int64) throws -> (presentation: BlindPresentation, answers: [OwnAnswer]) {
        time += 10
        return try store.revisit(row, study: "s", reviewer: name, owner: owner, lease: .seconds(60), at: time)
    }

    func draft(_ text: String, _ shown: BlindPresentation) throws {
        try store.keepDraft(text, of: shown.id, study: "s", reviewer: name)
    }
}
