import ArgumentParser
import Ratings
import Reporting
import Store
import Studies

/// `slam judge export`.
struct JudgeExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract:
            "Write the judges' verdicts to standard output as slam.rating.v1, one a line, without a model's name.",
        discussion: """
            Every verdict stands there as it was given: each order and sample, what is unparsed or refused, and older \
            versions. --opinions writes what figures use instead: one line for each judge, panel and subject.

            Example:
              slam judge export > verdicts.jsonl
              slam judge export --opinions
            """
    )

    @Flag(help: "One line for each judge or panel and subject: samples voted, orders joined, the newest version.")
    var opinions = false

    @OptionGroup var place: WorkspaceOptions

    func run() async throws {
        let context = Context.current
        let study = try place.studyName()
        let store = try place.open(.existing)
        let verdicts = try context.reading("reading verdicts") {
            opinions
                ? try store.outward(
                    RatingSet(study: study, in: store, eachPair: true).opinionRecords(from: store, study: study),
                    of: study
                )
                : try store.outwardRatings(of: study).filter { $0.kind == .judge }
        }
        for record in verdicts { try context.write(String(decoding: record.canonicalLine, as: UTF8.self) + "\n") }
        context.tell("\(Figures.count(verdicts.count, "verdict")) written.\n")
    }
}
