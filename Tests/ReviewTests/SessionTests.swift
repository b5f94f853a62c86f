import Review
import Studies
import Testing

struct SessionTests {
    static let overall = Criterion(
        name: "overall",
        question: "How good?",
        level: .ordinal,
        form: .scale(Scale(min: 1, max: 5, step: 1))
    )
    static let send = Criterion(name: "send", question: "Send it?", level: .nominal, form: .accept)
    static let better = Criterion(
        name: "better",
        question: "Which?",
        level: .nominal,
        form: .pairwise(tie: true, bothBad: true)
    )
    static let single = Showing(prompt: "p", texts: ["one"])
    static let pair = Showing(prompt: "p", texts: ["one", "two"])

    private func session(_ criteria: [Criterion], _ showing: Showing) -> Session {
        var session = Session(criteria: criteria)
        #expect(session.handle(.item(showing)).isEmpty)
        return session
    }

    @Test func oneCriterionTakesOneKeyAndHundredItemsHundredKeys() {
        var session = session([Self.overall], Self.single)
        for place in 0..<100 {
            let effects = session.handle(.key("4"))
            #expect(effects == [.save([Answer(criterion: "overall", value: 4)], note: nil, isFlagged: false)])
            #expect(session.handle(.saved) == [.next])
            #expect(session.doneCount == place + 1)
            _ = session.handle(.item(Showing(prompt: "p", texts: ["\(place)"])))
        }
    }

    @Test func theNextItemIsAskedForOnlyWhenTheRatingIsSaved() {
        var session = session([Self.overall], Self.single)
        _ = session.handle(.key("4"))
        #expect(session.handle(.key("5")).isEmpty)
        #expect(session.handle(.failed("the disk is full")).isEmpty)
        #expect(session.message.contains("NOT saved: the disk is full"))
        #expect(session.doneCount == 0)
        #expect(session.showing == Self.single)
    }

    @Test func severalCriteriaAreAskedInTurnAndNMeansNoWhereItIsAChoice() {
        var session = session([Self.overall, Self.send, Self.better], Self.single)
        #expect(session.handle(.key("5")).isEmpty)
        let effects = session.handle(.key("n"))
        let answers = [Answer(criterion: "overall", value: 5), Answer(criterion: "send", value: 0)]
        #expect(effects == [.save(answers, note: nil, isFlagged: false)])
    }

    @Test(arguments: [("a", 1.0), ("b", -1), ("=", 0), ("x", nil)] as [(Character, Double?)])
    func aPairIsRatedBySide(key: Character, value: Double?) {
        var session = session([Self.overall, Self.better], Self.pair)
        #expect(
            session.handle(.key(key)) == [
                .save([Answer(criterion: "better", value: value)], note: nil, isFlagged: false)
            ]
        )
    }

    @Test func aSkipNeedsAReasonAndAnyOtherKeyGoesBack() {
        var session = session([Self.overall], Self.single)
        #expect(session.handle(.key(" ")).isEmpty)
        #expect(session.handle(.key("z")).isEmpty)
        #expect(session.state == .rating)
        _ = session.handle(.key(" "))
        #expect(session.handle(.key("2")) == [.skip(reason: "broken text")])
    }

    /// Whatever is typed, every save is of the item shown, no item is saved twice, and q ends the session.
    @Test(arguments: 1...50 as ClosedRange<UInt64>)
    func randomKeysNeverTrapTheReviewer(seed: UInt64) {
        var state = seed
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        var session = Session(criteria: [Self.overall, Self.send, Self.better])
        var pending: [Effect] = [.next]
        var item = 0
        var saved: Set<Int> = []
        for _ in 0..<400 {
            let effects = pending
            pending = []
            for effect in effects {
                switch effect {
                case .save, .skip:
                    #expect(saved.insert(item).inserted)
                    pending += session.handle(.saved)
                case .next:
                    item += 1
                    pending += session.handle(.item(next(2) == 0 ? Self.single : Self.pair))
                case .undo:
                    saved.remove(item - 1)
                    item = max(1, item - 1)
                    saved.remove(item)
                    pending += session.handle(.item(Self.single))
                case .askLine: pending += session.handle(.line("x"))
                case .quit: return
                }
            }
            if pending.isEmpty { pending = session.handle(.key(Array("12345abyn=x fuN?z")[next(17)])) }
        }
        if session.state == .skipping { _ = session.handle(.key("z")) }
        if pending.isEmpty { #expect(session.handle(.key("q")) == [.quit]) }
    }
}
