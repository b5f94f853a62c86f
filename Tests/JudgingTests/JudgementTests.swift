import Collecting
import Foundation
import Ratings
import Store
import Studies
import Testing

@testable import Inference
@testable import Judging

/// What a judge is asked, under which version and key, and what its replies come to.
struct JudgementTests {
    private static let single = "{{criterion}}{{scale}}{{prompt}}\n{{boundary}}\n{{response}}\n{{boundary}}"
    private static let double =
        "{{criterion}}{{prompt}}\n{{boundary}}\n{{first}}\n{{boundary}}\n{{boundary}}\n{{second}}\n{{boundary}}"
    private static let items = ["a", "b"].map { ItemID(rawValue: $0) }

    private func judgement(
        _ criterion: Criterion = VerdictTests.scale,
        template: String? = nil,
        examples: [JudgeExample] = [],
        known: Set<String> = [],
        versions: [Criterion] = [],
        _ change: (inout Judge) -> Void = { _ in }
    ) throws -> Judgement {
        var judge = Judge(name: "j", endpoint: "api", model: "m", criteria: [criterion.name], template: "t")
        change(&judge)
        let study = Study(
            name: "s",
            endpoints: [Endpoint(name: "api", kind: .openai, url: "http://127.0.0.1:1/v1")],
            criteria: [criterion],
            judges: [judge],
            prompts: [Prompt(id: "p", messages: [Message(role: .user, content: "Ask")])],
            templates: ["t": template ?? (criterion.isPairwise ? Self.double : Self.single)]
        )
        return try Judgement(
            study: study,
            judge: judge,
            criteria: [criterion],
            examples: examples,
            known: known,
            versions: versions
        )
    }

    private var single: Subject { Subject(subject: .item(Self.items[0]), prompt: "p", texts: ["One."]) }
    private var pair: Subject {
        Subject(subject: .pair(PairID(Self.items[0], Self.items[1])), prompt: "p", texts: ["One.", "Two."])
    }

    private func request(_ work: Work) throws -> ChatRequest {
        guard case .chat(let request, _) = work.call else { throw StudiesError("no chat") }
        return request
    }

    /// What a reply of that end and text is stored as.
    private func stored(_ work: Work, _ text: String, _ finish: Completion.Finish) throws -> [RatingRecord] {
        guard case .chat(_, let interpret) = work.call,
            case .reply(_, let records) = interpret(Completion(text: text, finish: finish, exchange: Exchange()))
        else { throw StudiesError("no reply") }
        return records
    }

    @Test func everyPartOfWhatAJudgeIsAskedWithMovesItsVersion() throws {
        var reworded = VerdictTests.scale
        reworded.question = "Otherwise?"
        let example = JudgeExample(item: Self.items[0], prompt: "q", response: "r", verdict: "{}")
        let versions = try [
            judgement(), judgement(template: Self.single + " "), judgement(reworded), judgement { $0.model = "m2" },
            judgement { $0.sampling.temperature = 1 }, judgement { $0.extra = ["k": .number(1)] },
            judgement { $0.manner.isStructured = true }, judgement { $0.manner.isWeighted = true },
            judgement { $0.manner.reask = 1 }, judgement(examples: [example]), judgement { $0.manner.reply = .bare },
        ].map(\.version)
        #expect(Set(versions).count == versions.count)
        #expect(try judgement { $0.name = "k" }.version == versions[0])
    }

    /// A reply that is read by a pattern is stored unread, and read from there; any other is read at once.
    @Test(arguments: [Judge.Manner.Reply.json, .bare, .pattern]) func onlyAReplyToAPatternWaits(
        reply: Judge.Manner.Reply
    ) throws {
        let judge = try judgement {
            ($0.manner.reply, $0.manner.pattern) = (reply, reply == .pattern ? #"(\d)"# : nil)
        }
        let work = try #require(judge.work(on: [single]) { _ in "B" }.first)
        guard case .chat(_, let interpret) = work.call,
            case .reply(let kept, let records) = interpret(
                Completion(text: reply == .json ? #"{"score": 4}"# : "4", finish: .stop, exchange: Exchange())
            )
        else { throw StudiesError("no reply") }
        #expect(kept.parser == (reply == .pattern ? Verdict.unread : Verdict.parserRevision))
        #expect(records.map(\.value) == (reply == .pattern ? [] : [4]))
    }

    @Test func whatOnlyPeopleAreAskedMakesNoVerdictStale() throws {
        let plain = VerdictTests.scale
        var asking = plain
        asking.asks = Criterion.Asks(confidence: true, note: .required)
        let (before, after) = try (judgement(), judgement(asking))
        // As it was asked first, whichever that was: versions of earlier builds hold.
        #expect(before.asked != after.asked)
        let versions = [plain, asking]
        let turnedOn = try judgement(asking, known: [before.asked], versions: versions)
        #expect(turnedOn.version == before.version && turnedOn.criteria == [asking])
        #expect(
            turnedOn.work(on: [single]) { _ in "B" }.map(\.draft.key)
                == before.work(on: [single]) { _ in "B" }.map(\.draft.key)
        )
        #expect(try judgement(plain, known: [after.asked], versions: versions).version == after.version)
        #expect(try judgement(asking, known: [after.asked, before.asked], versions: versions).version == after.version)
        // What they choose reasons from is asked of the text.
        asking.asks.reasons = ["short", "wrong"]
        let reasoned = try judgement(asking, known: [before.asked], versions: [plain, asking])
        #expect(reasoned.version != before.version)
    }

    @Test func everyPartOfAQuestionMovesItsKey() throws {
        let judge = try judgement(VerdictTests.pair) { $0.sampling.samples = 2 }
        let work = judge.work(on: [pair]) { "<\($0.prefix(4))>" }
        // Both orders, twice each.
        #expect(work.count == 4 && Set(work.map(\.draft.key)).count == 4)
        let seeds = try judgement(VerdictTests.pair) {
            $0.sampling.samples = 2
            $0.sampling.seed = 5
        }.work(on: [pair]) { _ in "B" }.map { try request($0).seed }
        #expect(seeds.compactMap(\.self).sorted() == [5, 5, 6, 6])
        var other = pair
        other.texts[1] = "Three."
        #expect(Set(judge.work(on: [other]) { _ in "B" }.map(\.draft.key)).isDisjoint(with: work.map(\.draft.key)))
        let twin = try judgement(VerdictTests.pair) {
            $0.sampling.samples = 2
            $0.name = "twin"
        }
        #expect(Set(twin.work(on: [pair]) { _ in "B" }.map(\.draft.key)).isDisjoint(with: work.map(\.draft.key)))
        let first = try request(work[0]).messages[0].content
        let places = try ["One.", "Two."].map { try #require(first.range(of: $0)).lowerBound }
        #expect(places[0] < places[1], "the smaller id is shown first")
    }

    @Test func whatStandsInThePromptAsAnExampleIsNotAsked() throws {
        let example = JudgeExample(item: Self.items[0], prompt: "q", response: "r", verdict: "{}")
        #expect(try judgement(examples: [example]).questions(on: [single]).isEmpty)
        #expect(try judgement().questions(on: [single]).count == 1)
    }

    @Test func onlyPlainRepliesAreRatingsAndAFilterIsNoRefusalOfTheJudge() throws {
        let judge = try judgement()
        let plain = try #require(judge.work(on: [single]) { _ in "B" }.first)
        let arm = try #require(judge.work(on: [single], arm: .edited) { _ in "B" }.first)
        #expect(try stored(plain, #"{"score": 4}"#, .stop).map(\.value) == [4])
        #expect(try stored(arm, #"{"score": 4}"#, .stop).isEmpty)
        let filtered = try stored(plain, #"{"score": 4}"#, .filter)
        #expect(filtered.map(\.outcome) == [.refused] && filtered[0].reason == Judgement.filtered)
        let refused = try stored(plain, #"{"score": 4}"#, .refusal)
        #expect(refused.map(\.outcome) == [.refused] && refused[0].reason == nil && refused[0].value == nil)
    }

    @Test func aPatternIsTriedOnWhatIsStored() throws {
        let judge = try judgement {
            $0.manner.reply = .pattern
            $0.manner.pattern = #"\[\[(\d)\]\]"#
        }
        let work = try #require(judge.work(on: [single]) { _ in "B" }.first)
        guard case .chat(_, let interpret) = work.call,
            case .reply(let reply, let records) = interpret(
                Completion(text: "[[4]]", finish: .stop, exchange: Exchange())
            )
        else { throw StudiesError("no reply") }
        #expect(reply.parser == Verdict.unread && records.isEmpty)
        let question = try #require(judge.questions(on: [single]).first)
        #expect(judge.records(of: Reply(text: reply.text), to: question).map(\.value) == [4])
    }

    @Test func aFilterThatStopsAJudgeIsSaidWithItsShare() {
        var account = JudgeAccount(judge: "j", criterion: "overall")
        (account.used, account.filtered) = (1, 3)
        #expect(account.filteredShare == 0.75 && account.filters.contains("a filter stopped 3 of 4 replies"))
    }

    @Test func aWeightedScoreThatCannotBeWeightedIsNoGuess() throws {
        let judge = try judgement { $0.manner.isWeighted = true }
        let question = try #require(judge.questions(on: [single]).first)
        let record = try #require(judge.records(of: Reply(text: #"{"score": 4}"#), to: question).first)
        #expect(record.outcome == .unparsed && record.value == nil)
    }

    @Test func aReplyThatCannotBeReadIsAskedForSoOftenAndNoMore() throws {
        let judge = try judgement { $0.manner.reask = 1 }
        let question = try #require(judge.questions(on: [single]).first)
        let again = judge.reasks([(question, Reply(text: "four"))], on: [single]) { _ in "B" }
        let detail = try #require(again.first.flatMap { Question(json: $0.draft.detail) })
        #expect(again.count == 1 && detail.reask == 1 && detail.first == question)
        // What was asked, what was said, and what was wrong with it.
        let plain = try #require(judge.work(on: [single]) { _ in "B" }.first)
        let messages = try request(again[0]).messages
        #expect(messages.map(\.role) == [.user, .assistant, .user] && messages[1].content == "four")
        #expect(try messages[0].content == request(plain).messages[0].content)
        #expect(messages[2].content.hasPrefix("Your reply could not be read: "))
        #expect(messages[2].content.hasSuffix(". Give the verdict once more, in the form that was asked for."))
        #expect(again[0].draft.key != plain.draft.key)
        let other = judge.reasks([(question, Reply(text: "five"))], on: [single]) { _ in "B" }
        #expect(other.map(\.draft.key) != again.map(\.draft.key))
        #expect(judge.reasks([(detail, Reply(text: "four"))], on: [single]) { _ in "B" }.isEmpty)
        #expect(judge.reasks([(question, Reply(text: #"{"score": 4}"#))], on: [single]) { _ in "B" }.isEmpty)
    }

    @Test func anInjectionStandsInItsTargetAlone() throws {
        let judge = try judgement(VerdictTests.pair)
        let work = judge.work(on: [pair], arm: .injected) { _ in "B" }
        let texts = try work.map { try request($0).messages[0].content }
        let planted = Injection.texts.filter { text in texts.allSatisfy { $0.contains(text) } }
        #expect(work.count == 2 && planted.count == 1)
        #expect(texts.allSatisfy { $0.components(separatedBy: planted[0]).count == 2 })
    }

    @Test func theAccountTellsEveryStateApart() throws {
        let judge = try judgement(VerdictTests.pair)
        let questions = judge.questions(on: [pair])
        func account(_ texts: [String], failures: [String] = []) throws -> JudgeAccount {
            try #require(
                Judgement.accounts(
                    of: [judge],
                    replies: zip(questions, texts).map { ("j", $0, Reply(text: $1)) },
                    failures: failures.map { ("j", questions[0], $0) }
                ).first
            )
        }
        let first = #"{"choice": "first"}"#
        // First in both orders are two different texts.
        let odd = try account([first, first])
        #expect(odd.inconsistent == 2 && odd.used == 0)
        let even = try account([first, #"{"choice": "second"}"#])
        #expect(even.inconsistent == 0 && even.used == 2)
        let mixed = try account(["what?", "I cannot help with that."], failures: ["content_filter", "reset", "cut"])
        #expect(mixed.unparsed == 1 && mixed.refused == 1 && mixed.filtered == 1 && mixed.failed == 2)
        #expect(mixed.unparsedShare == 1.0 / 3 && mixed.verdictlessShare == 2.0 / 3)
    }
}
