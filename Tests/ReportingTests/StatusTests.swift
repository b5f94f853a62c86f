import Studies
import Testing

@testable import Reporting

/// What is collected, rated and judged, as it is told, and what comes next.
struct StatusTests {
    private static let study = Study(
        name: "s",
        models: ["large", "small"].map { Model(name: $0, endpoint: "api", model: $0) },
        reviewers: ["ana", "ben"],
        prompts: ["p1", "p2", "p3"].map { Prompt(id: $0, messages: []) }
    )

    private func document(_ responses: [CollectedResponses], isBlind: Bool = false) -> StatusDocument {
        StatusDocument(of: Self.study, responses: responses, isBlind: isBlind)
    }

    private static let whole = ["large", "small"].map { CollectedResponses($0, done: 3, left: 0) }

    // MARK: the table

    @Test func everyCountStandsInItsColumn() {
        var document = document([
            CollectedResponses("large", done: 7, left: 2, failed: 1), CollectedResponses("small", done: 9, left: 0),
        ])
        document.reviews = [ReviewProgress(reviewer: "ana", done: 11, skipped: 4, left: 5, inBundle: 2)]
        document.verdicts = [VerdictProgress("gpt", done: 21, left: 22, failed: 23), VerdictProgress("other")]
        #expect(
            document.written(as: .csv) == """
                what,name,done,left,failed,skipped\r
                responses of,large,7,2,1,\r
                responses of,small,9,0,0,\r
                reviews by,ana,11,5,0,4\r
                verdicts of,gpt,21,22,23,\r
                verdicts of,other,,,,\r

                """
        )
        #expect(document.written(as: .table).contains("\nresponses of  large     7     2       1        –\n"))
        #expect(document.written(as: .markdown).contains("| reviews by | ana | 11 | 5 | 0 | 4 |\n"))
        let json = document.written(as: .json)
        #expect(json.hasPrefix(#"{"schema":"slam.status.v1","rows":[{"what":"responses of","name":"large","done":7,"#))
        let uncounted = #""name":"other","done":null,"left":null,"failed":null,"skipped":null}"#
        #expect(json.contains(uncounted))
    }

    @Test func aMetricScoresResponses() {
        var study = Self.study
        study.similarities = ["lex", "near"].map { Similarity(name: $0, embedder: .lexical, target: .reference) }
        var document = StatusDocument(of: study, responses: [], isBlind: false)
        document.scores = ["lex": 12]
        #expect(document.written(as: .csv).hasSuffix("scores by,lex,12,,,\r\nscores by,near,0,,,\r\n"))
    }

    /// A prompt that lacks a text is seen in the review: whose it is follows from whose are missing.
    @Test(
        arguments: [
            (0, 0, CollectedResponses.Gap.none, false), (1, 0, .none, true), (0, 1, .none, true), (0, 0, .some, true),
        ]
    )
    func whichModelLacksAResponseIsWithheldWhileBlind(
        left: Int,
        failed: Int,
        gap: CollectedResponses.Gap,
        isWithheld: Bool
    ) {
        let own = CollectedResponses(
            "small",
            isImported: gap == .some,
            done: 40 - left - failed,
            left: left,
            failed: failed,
            gap: gap
        )
        let all = [CollectedResponses("large", done: 50, left: 0), own]
        for format in Format.allCases {
            let blind = document(all, isBlind: true)
            let text = blind.written(as: format)
            #expect(text.contains("small") != isWithheld && text.contains("all models") == isWithheld, "\(text)")
            #expect(!isWithheld || !(text + blind.words).contains("large"), "\(text)")
            #expect(document(all).written(as: format).contains("small"))
        }
        guard isWithheld else { return }
        let sum = "responses of,all models,\(90 - left - failed),\(left),\(failed),\r\n"
        #expect(document(all, isBlind: true).written(as: .csv).hasSuffix(sum))
    }

    @Test func whoLacksImportedResponsesIsWithheldWhileBlind() {
        let all = [
            CollectedResponses("large", isImported: true, done: 3, left: 0),
            CollectedResponses("small", isImported: true, done: 2, left: 0, gap: .some),
        ]
        let opening = "Imported responses do not cover all 3 prompts: "
        #expect(document(all).words.contains(opening + "'small' 2; what is there is rated.\n"))
        let blind = document(all, isBlind: true).words
        #expect(blind.contains(opening + "which models lack some is withheld until 'slam unblind'; what is there"))
        #expect(!blind.contains("small"))
        #expect(document(Self.whole).words == "\nNext: slam agreement\n")
    }

    @Test(arguments: Format.allCases) func aReviewersNameActsNowhere(format: Format) throws {
        var document = document(Self.whole)
        document.reviews = [ReviewProgress(reviewer: HostileText.text, done: 0, skipped: 0, left: 1)]
        #expect(try HostileText.isHarmless(document.written(as: format), format))
    }

    // MARK: what is said beside it

    @Test func whatIsToBeKnownIsSaidInItsOrder() {
        var document = document(Self.whole)
        document.reviews = [ReviewProgress(reviewer: "ana", done: 1, skipped: 0, left: 2, inBundle: 2)]
        document.verdicts = [VerdictProgress("gpt", done: 1, left: 0, failed: 1, notes: ["One could not be read."])]
        document.remarks.heldByBatches = 1
        document.remarks.earlier = "An earlier wording.\n"
        document.remarks.weights = ["'small' has two files"]
        document.remarks.imports = (new: 5, known: 6, other: 7)
        document.remarks.skippedByAll = 8
        document.remarks.short = (count: 9, reviewers: ["ben"])
        document.remarks.edits = ["'overall' is new"]
        document.remarks.stale = (question: 1, prompt: 0, gone: 3)
        #expect(
            document.words == """
                1 request in batch files without a result yet: 'slam batch read'
                An earlier wording.
                One could not be read.
                'small' has two files.

                Imported: 5 responses, 6 there already, 7 left out as another response was stored.
                8 items skipped by all: 'slam plan --reopen' asks again.
                9 items short of the ratings planned: skipped by ben \
                ('slam review --reviewer ben --skipped' asks again).
                2 items in the bundle of 'ana': 'slam merge FILE' takes them back rated, \
                'slam bundle ana --revoke' gives them to others.
                The study's files were edited since: the next 'slam plan' or 'slam review' takes them over.
                  'overall' is new
                In no figure: 1 rating under an older question or scale, \
                3 ratings of criteria that the study no longer has ('slam doctor' names the remedies).

                Next: slam merge FILE, once 'ana' has handed the bundle in

                """
        )
        document.remarks.short.reviewers = ["ana", "ben"]
        #expect(document.words.contains("skipped by ana, ben ('slam review --reviewer NAME --skipped' asks again)"))
        document.remarks.imports = (new: 0, known: 0, other: 0)
        #expect(!document.words.contains("Imported:"))
    }

    @Test func aProgramGetsWhatIsSaidBesideTheTable() throws {
        var document = document(Self.whole)
        document.remarks.edits = ["'overall' is new"]
        document.remarks.imports = (new: 5, known: 6, other: 7)
        document.remarks.skippedByAll = 8
        let json = try JSONValue(
            parsing: document.written(as: .json) { $0.replacing("slam plan", with: "slam plan --study s") }
        )
        #expect(json["next"]?.string == "slam plan --study s --reopen, or slam agreement with what is rated")
        #expect(
            json["notes"]?.array?.compactMap(\.string) == [
                "Imported: 5 responses, 6 there already, 7 left out as another response was stored.",
                "8 items skipped by all: 'slam plan --study s --reopen' asks again.",
                "The study's files were edited since: the next 'slam plan --study s' or 'slam review' takes them over.",
                "'overall' is new",
            ]
        )
    }

    // MARK: what comes next

    @Test func responsesComeFirst() {
        let failed = CollectedResponses("large", done: 2, left: 0, failed: 1)
        let absent = CollectedResponses("small", isImported: true, done: 0, left: 3, gap: .all)
        let missing = CollectedResponses("other", done: 2, left: 1)
        func next(_ responses: [CollectedResponses]) -> String {
            var document = document(responses)
            document.reviews = [ReviewProgress(reviewer: "ana", done: 0, skipped: 0, left: 1)]
            return document.next
        }
        #expect(next([failed, absent, missing]).hasPrefix("slam collect, or slam import FILE, for the responses"))
        #expect(next([failed, absent]).hasPrefix("slam import FILE, for models without an endpoint"))
        #expect(next([failed]) == "slam collect --retry failed, once what failed is mended")
        // Imported answers to an earlier wording are nothing to be asked for.
        let reworded = CollectedResponses("small", isImported: true, done: 1, left: 2)
        #expect(next([reworded]) == "slam review --reviewer ana")
    }

    @Test func thenPeopleThenJudgesThenBundlesThenWhatWaits() {
        var document = document(Self.whole)
        document.remarks.skippedByAll = 1
        #expect(document.next == "slam plan --reopen, or slam agreement with what is rated")
        document.remarks.waiting.prompts = 1
        #expect(document.next == "slam plan --partial to have them rated, or slam agreement")
        document.reviews = [ReviewProgress(reviewer: "ben", done: 0, skipped: 0, left: 2, inBundle: 2)]
        #expect(document.next == "slam merge FILE, once 'ben' has handed the bundle in")
        document.verdicts = [VerdictProgress("gpt"), VerdictProgress("other", done: 0, left: 1, failed: 0)]
        #expect(document.next == "slam judge")
        document.reviews.append(ReviewProgress(reviewer: "gone", done: 0, skipped: 0, left: 1))
        #expect(document.next == "slam plan, as 'gone' is no reviewer of the study any more")
        document.reviews.append(ReviewProgress(reviewer: ReviewProgress.anyone, done: 0, skipped: 0, left: 1))
        #expect(document.next == "slam review --reviewer NAME")
        document.reviews[0].left = 3
        #expect(document.next == "slam review --reviewer ben")
    }
}
