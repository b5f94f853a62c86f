import Embedding
import Testing

struct ProbeTests {
    private func changed(_ rule: Probe.Rule, _ sentence: String) -> String? {
        Probe.make(of: [("p", sentence)]).first { $0.rule == rule }?.changed
    }

    @Test(arguments: [
        ("The refund is possible today.", "The refund is not possible today."),
        ("The refund is not possible today.", "The refund is possible today."),
        ("You cannot send it back.", "You can send it back."), ("You can send it back.", "You can not send it back."),
        ("We will call you on Monday.", "We will not call you on Monday."),
    ])
    func aSentenceIsDenied(sentence: String, denied: String) { #expect(changed(.negation, sentence) == denied) }

    @Test(arguments: [
        ("Your order of 14 March came.", "Your order of 24 March came."),
        ("It costs $9.50 in all.", "It costs $1.50 in all."),
        ("Call 0800 on any day.", "Call 1800 on any day."),
    ])
    func aNumberIsMadeAnother(sentence: String, other: String) { #expect(changed(.number, sentence) == other) }

    @Test func whatCannotBeChangedGivesNoProbe() {
        #expect(changed(.negation, "Thank you so much.") == nil)
        #expect(changed(.number, "Thank you so much.") == nil)
        #expect(Probe.make(of: [("p", "Too short.")]).isEmpty)
    }

    @Test func aPromptHasAtMostThreeProbesOfARule() {
        let text = (1...9).map { "Sentence number \($0) is here." }.joined(separator: " ")
        #expect(Probe.make(of: [("p", text)]).count { $0.rule == .negation } == 3)
    }
}
