import ArgumentParser
import Planning
import Reporting
import Store
import Studies

/// `slam simulate`.
struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Write ratings of made-up raters with known habits for the study's plan, to try it before people do.",
        discussion: """
            Every planned row that is not rated yet gets the rating of a simulated reviewer, as slam.rating.v1 on standard \
            output. --rater plants habits: severity (points), noise (points), left and length (points), lazy (share), \
            fatigue (share for a hundred items). --judge adds a judge that rates every item once. Texts have a \
            quality of their own by chance; models differ, and gold items and degraded responses get what they should, once \
            the study is unblinded. Import the file into a \
            COPY of the database: it is indistinguishable from human ratings.

            Example:
              slam simulate --rater ana:severity=-0.5 --rater ben:lazy=0.6 > made-up.jsonl
            """
    )

    @Option(help: "NAME:habit=number,…; again for several. Default: no habits.")
    var rater: [String] = []

    @Option(help: "A judge likewise; again for several. Default: none.")
    var judge: [String] = []

    @Option(help: "Seed of the chance.")
    var seed: UInt64 = 1

    @OptionGroup var place: WorkspaceOptions

    func run() async throws {
        let context = Context.current
        let count = try context.reading("making ratings up") { try makeUp(context) }
        context.tell("\(Figures.count(count, "rating")) made up.\n")
    }

    /// Writes the ratings; returns how many.
    private func makeUp(_ context: Context) throws -> Int {
        let study = try place.studyName()
        let store = try place.open(.existing)
        let copy = try store.copy(of: study)
        let raters = try rater.map(Self.parsed)
        if let unknown = raters.first(where: { !copy.reviewers.contains($0.name) }) {
            throw StudiesError(
                "no reviewer '\(unknown.name)': the study names \(copy.reviewers.joined(separator: ", "))"
            )
        }
        // What the scores of a blind study rest on beside the text alone would tell of it who wrote it, or that it is a check.
        let isBlind = try store.isBlind(study)
        var world = SimulatedWorld(
            study: copy.name,
            criteria: copy.criteria,
            seed: seed,
            known: isBlind ? [] : try store.knownScores(of: study)
        )
        let showings = try store.showings(of: study).map { isBlind ? $0.withoutSource : $0 }
        var count = 0
        for (place, showing) in showings.enumerated() where showing.state == .open || showing.state == .claimed {
            guard let name = showing.reviewer ?? copy.reviewers.dropFirst(place % copy.reviewers.count).first else {
                continue
            }
            let habits = raters.first { $0.name == name } ?? SimulatedRater(name: name)
            for record in world.records(of: showing, by: habits, kind: .human) {
                try context.write(String(decoding: record.canonicalLine, as: UTF8.self) + "\n")
                count += 1
            }
        }
        for habits in try judge.map(Self.parsed) {
            var seen: Set<RatingSubject> = []
            for showing in showings
            where showing.phase == .blind && showing.subject.kind != .set && seen.insert(showing.subject).inserted {
                for record in world.records(of: showing, by: habits, kind: .judge) {
                    try context.write(String(decoding: record.canonicalLine, as: UTF8.self) + "\n")
                    count += 1
                }
            }
        }
        return count
    }

    static func parsed(_ text: String) throws -> SimulatedRater {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard let name = parts.first else { throw ValidationError("--rater needs NAME:habit=number") }
        var rater = SimulatedRater(name: name)
        for habit in (parts.count > 1 ? parts[1] : "").split(separator: ",") {
            let sides = habit.split(separator: "=").map(String.init)
            guard sides.count == 2, let value = Double(sides[1]), value.isFinite else {
                throw ValidationError("'\(habit)' is no habit=number")
            }
            switch sides[0] {
            case "severity": rater.severity = value
            case "noise": rater.noise = value
            case "left": rater.leftBias = value
            case "length": rater.lengthBias = value
            case "lazy": rater.laziness = value
            case "fatigue": rater.fatigue = value
            default:
                throw ValidationError("no habit '\(sides[0])': severity, noise, left, length, lazy or fatigue")
            }
        }
        return rater
    }
}
