import Review
import Studies
import Testing

/// Random sessions against a model of the session: keys in, stored acts out.
struct RandomKeysTests {
    /// What is stored of one item.
    private enum Act: Equatable {
        case rated([Answer], flagged: Bool, note: String?)
        case skipped(String)
    }

    private struct World {
        var session: Session
        /// Rated or skipped items, in order, with what stands.
        var done: [(item: Int, act: Act)] = []
        var later: [Int] = []
        /// The item on the screen.
        var shown = 0
        var fresh = 0
        var random: UInt64
        var now = 0
        /// What the screen announced of each stored act.
        var announced: [String] = []
        var stored: [String] = []

        mutating func next(_ bound: Int) -> Int {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(random >> 33) % bound
        }

        func showing(_ item: Int) -> Showing {
            let texts = ["one", "two", "three"].prefix(item % 3 + 1)
            var showing = Showing(prompt: "\(item)", texts: Array(texts))
            showing.isSet = texts.count == 3
            showing.isTraining = item % 5 == 0
            showing.asksGuess = item % 4 == 3
            showing.isFirst = item == 0
            guard let stands = done.first(where: { $0.item == item })?.act else { return showing }
            (showing.isRevision, showing.wasRead) = (true, true)
            if case .rated(let answers, let flagged, let note) = stands {
                (showing.earlier, showing.wasFlagged, showing.earlierNote) = (answers, flagged, note)
            }
            return showing
        }

        mutating func take(_ effects: [Effect]) {
            for effect in effects {
                switch effect {
                case .save(let submission):
                    store(.rated(submission.answers, flagged: submission.isFlagged, note: submission.note))
                case .skip(let reason, _): store(.skipped(reason))
                case .next, .guess: present(done.contains { $0.item == fresh } ? advance() : fresh)
                case .later:
                    later.append(shown)
                    present(advance())
                case .reopen: done.last.map { present($0.item) } ?? answer(.stayed("nothing"))
                case .back, .forward: step(effect == .back ? -1 : 1)
                case .reveal: answer(.expected([Expectation(criterion: "overall", value: 3)]))
                case .list: answer(.listed([ListedItem(number: 1, words: "x", marks: [])]))
                case .jump: answer(.stayed("there"))
                case .commentLast: answer(.told("kept"))
                case .press(let key): press(key, now)
                case .shown, .keep, .remember, .quit: break
                }
            }
        }

        mutating func advance() -> Int {
            fresh += 1
            return fresh
        }

        mutating func step(_ step: Int) {
            let place = done.firstIndex { $0.item == shown } ?? done.count
            let target = place + step
            if done.indices.contains(target) {
                present(done[target].item)
            } else if target == done.count, place < done.count {
                present(fresh)
            } else {
                answer(.stayed("no further"))
            }
        }

        mutating func present(_ item: Int) {
            shown = item
            let progress = ReviewerProgress(done: done.count, left: 5)
            if next(25) == 0, !done.contains(where: { $0.item == item }) { return answer(.nothingLeft(progress)) }
            answer(.item(showing(item), progress))
        }

        mutating func store(_ act: Act) {
            if next(8) == 0 { return answer(.failed("no")) }
            let isRevision = done.contains { $0.item == shown }
            #expect(isRevision == session.showing?.isRevision, "an item is rated twice")
            done.removeAll { $0.item == shown }
            done.append((shown, act))
            stored.append(words(act))
            answer(.saved)
            announced.append(session.savedWords)
        }

        func words(_ act: Act) -> String {
            switch act {
            case .skipped(let reason): return "skipped, last item: \(reason)"
            case .rated(let answers, let isFlagged, let note):
                let given = answers.map { answer in
                    let criterion = session.criteria.first { $0.name == answer.criterion }
                    let more = [answer.confidence.map { "sure \($0)" }, answer.reason].compactMap(\.self)
                    return "\(answer.criterion) \(criterion?.words(of: answer) ?? "")"
                        + (more.isEmpty ? "" : " (\(more.joined(separator: ", ")))")
                }
                let beside = (isFlagged ? ["flagged"] : []) + (note.map { ["comment “\($0)”"] } ?? [])
                return "saved, last item: " + (given + beside).joined(separator: ", ")
            }
        }

        mutating func answer(_ event: Event) { take(session.handle(event)) }
        mutating func press(_ key: Key, _ now: Int) {
            self.now = now
            take(session.handle(.key(key), at: now))
        }

        /// What waits for long enough counts.
        mutating func lapse() {
            now += 200
            take(session.handle(.lapsed, at: now))
        }
    }

    private static let keys: [Key] =
        Array("12345abyn=tx sfuwcClor/?vdgpKB<>09-.").map(Key.character) + [
            .enter, .enter, .escape, .backspace, .tab, .backTab, .left, .right, .paste(bytes: 3, text: "xyz"),
            .other("Ctrl-A"), .other("resize"),
        ]

    static let long = Criterion(
        name: "long",
        question: "?",
        level: .interval,
        form: .scale(Scale(min: 0, max: 10, step: 0.5))
    )

    private static func world(_ seed: UInt64) -> World {
        var asking = SessionTests.exact
        asking.asks = Criterion.Asks(confidence: true, reasons: ["short", "long"], note: .optional)
        var sitting = Sitting(guess: GuessQuestion(every: 1, labels: ["big", "little"]))
        sitting.advance = seed % 3 == 0 ? .enter : .auto
        let criteria = [
            SessionTests.overall, long, asking, SessionTests.send, SessionTests.better, RankingTests.best,
            RankingTests.strict,
        ]
        return World(session: Session(criteria: criteria, sitting: sitting, beginsAtOnce: seed % 2 == 0), random: seed)
    }

    @Test(arguments: 1...100 as ClosedRange<UInt64>)
    func everyStoredActIsOneThatTheScreenAnnounced(seed: UInt64) {
        var world = Self.world(seed)
        if world.session.state == .waiting { world.take([.next]) }
        for turn in 1...300 {
            // Most items are painted before the next key, and some are read to their ends only later.
            if !world.session.isUp, world.next(4) > 0 { world.answer(.painted(world.next(3) == 0 ? [] : [0, 1, 2])) }
            if world.next(6) == 0 { world.answer(.painted([0, 1, 2])) }
            let before = world.session
            let wasStored = world.stored.count
            world.press(Self.keys[world.next(Self.keys.count)], turn * 400)
            if world.next(2) == 0 { world.lapse() }
            if world.stored.count > wasStored { #expect(before.isUp, "rated before it was up") }
            guard world.session.state != .ended else { break }
            #expect(Self.isLeft(world.session), "no way out of \(world.session.state)")
        }
        // Of a skipped item what stood beside the reason is said too; which answers were to unread texts is said more.
        #expect(world.announced.count == world.stored.count)
        for (announced, stored) in zip(world.announced, world.stored) {
            let told = announced.replacing(", unread)", with: ")").replacing(" (unread)", with: "")
            #expect(told == stored || stored.hasPrefix("skipped") && told.hasPrefix(stored))
        }
    }

    /// From wherever this is, Escape and the key of quitting lead out.
    private static func isLeft(_ session: Session) -> Bool {
        var copy = session
        _ = copy.handle(.released)
        for time in 1...4 where copy.state != .ended {
            _ = copy.handle(.key(.escape), at: 1_000_000 * time)
            switch copy.state {
            case .writing, .reading: continue
            default: _ = copy.handle(.key(.character("q")), at: 1_000_000 * time + 500)
            }
        }
        return copy.state == .ended
    }
}
