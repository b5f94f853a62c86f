import Review
import Studies
import Testing

/// A session under random keys, with a world that answers as the store does.
struct RandomKeysTests {
    private struct World {
        var session: Session
        /// Rated or skipped items, in order.
        var done: [Int] = []
        /// The item on the screen; the next new one is the number of those done.
        var shown = 0
        var random: UInt64

        mutating func next(_ bound: Int) -> Int {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(random >> 33) % bound
        }

        func showing(_ item: Int, isRevision: Bool) -> Showing {
            let texts = ["one", "two", "three"].prefix(item % 3 + 1)
            return Showing(
                prompt: "\(item)",
                texts: Array(texts),
                isSet: texts.count == 3,
                isRevision: isRevision,
                isTraining: item % 5 == 0,
                asksGuess: item % 4 == 3
            )
        }

        mutating func take(_ effects: [Effect]) {
            for effect in effects {
                switch effect {
                case .save, .skip:
                    #expect(done.contains(shown) == session.showing?.isRevision, "an item is rated twice")
                    if !done.contains(shown) { done.append(shown) }
                    answer(next(8) == 0 ? .failed("no") : .saved)
                case .next:
                    shown = done.count
                    answer(next(20) == 0 ? .nothingLeft(Headway(done: 0, left: 0)) : item(shown, isRevision: false))
                case .undo:
                    if let last = done.popLast() {
                        shown = last
                        answer(item(last, isRevision: false))
                    } else {
                        answer(.stayed("nothing"))
                    }
                case .back, .forward:
                    let target = shown + (effect == .back ? -1 : 1)
                    if done.indices.contains(target) {
                        shown = target
                        answer(item(target, isRevision: true))
                    } else {
                        answer(.stayed("no further"))
                    }
                case .reveal: answer(.expected([Expectation(criterion: "overall", value: 3)]))
                case .guess: take([.next])
                case .keep, .remember, .quit: break
                }
            }
        }

        func item(_ number: Int, isRevision: Bool) -> Event {
            .item(showing(number, isRevision: isRevision), Headway(done: done.count, left: 5))
        }

        mutating func answer(_ event: Event) {
            // A failed save stored nothing.
            if case .failed = event, session.showing?.isRevision == false { done.removeAll { $0 == shown } }
            take(session.handle(event))
        }

        mutating func press(_ key: Key) { take(session.handle(.key(key))) }
    }

    private static let keys: [Key] =
        Array("12345abyn=x fuN?zvdgpKB/<>09-").map(Key.character) + [
            .enter, .escape, .backspace, .tab, .left, .right, .paste(bytes: 3, text: "xyz"), .other("Ctrl-A"),
        ]

    private static func world(_ seed: UInt64) -> World {
        var asking = SessionTests.exact
        asking.asks = Criterion.Asks(confidence: true, reasons: ["short", "long"], note: .optional)
        let sitting = Sitting(guess: GuessQuestion(every: 1, labels: ["big", "little"]))
        let criteria = [
            SessionTests.overall, asking, SessionTests.send, SessionTests.better, RankingTests.best,
            RankingTests.strict,
        ]
        return World(session: Session(criteria: criteria, sitting: sitting, beginsAtOnce: seed % 2 == 0), random: seed)
    }

    @Test(arguments: 1...60 as ClosedRange<UInt64>)
    func noStateIsWithoutAWayOutAndNothingIsRatedTwice(seed: UInt64) {
        var world = Self.world(seed)
        if world.session.state == .waiting { world.take([.next]) }
        for _ in 0..<500 {
            world.press(Self.keys[world.next(Self.keys.count)])
            guard world.session.state != .ended else { break }
            // From wherever this is, Escape and the key of quitting lead out.
            var copy = world.session
            for _ in 0..<3 where copy.state != .ended {
                _ = copy.handle(.key(.escape))
                if case .starting = copy.state { _ = copy.handle(.key(.character("q"))) }
                if copy.state == .guessing { _ = copy.handle(.key(.character("q"))) }
                if case .learning = copy.state { _ = copy.handle(.key(.character("q"))) }
                if case .rating = copy.state { _ = copy.handle(.key(.character("q"))) }
                if case .finished = copy.state { _ = copy.handle(.key(.character("q"))) }
                if case .failed = copy.state { _ = copy.handle(.key(.character("q"))) }
                if case .waiting = copy.state { _ = copy.handle(.key(.character("q"))) }
            }
            #expect(copy.state == .ended, "no way out of \(world.session.state)")
        }
    }

    @Test func undoAndTheSameKeysComeToTheSameState() {
        var session = Self.world(2).session
        _ = session.handle(.item(SessionTests.single, Headway(done: 0, left: 1)))
        for key in "4y3" { _ = session.handle(.key(.character(key))) }
        let before = session
        #expect(before.state == .confiding(criterion: "exact"))
        _ = session.handle(.key(.character("u")))
        #expect(session.draft != before.draft)
        _ = session.handle(.key(.character("3")))
        #expect(session.draft == before.draft)
        #expect(session.state == before.state)
    }
}
