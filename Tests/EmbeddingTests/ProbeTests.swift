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
        ("There is no refund of it.", "There is refund of it."),
        ("It is no longer in use.", "It is still in use."), ("It isn't open on Monday.", "It is open on Monday."),
        ("Don’t send it back today.", "Do send it back today."),
        ("It will never come on time.", "It will come on time."),
    ])
    func aSentenceIsDenied(sentence: String, denied: String) { #expect(changed(.negation, sentence) == denied) }

    @Test(arguments: [
        ("Your order of 14 March came.", "Your order of 24 March came."),
        ("It costs $9.50 in all.", "It costs $1.50 in all."),
        ("Call 0800 on any day.", "Call 1800 on any day."),
        ("Sentence 1: it takes 5 days.", "Sentence 1: it takes 6 days."),
        ("See https://x.org/51978 for all 3.", "See https://x.org/51978 for all 4."),
    ])
    func aNumberIsMadeAnother(sentence: String, other: String) { #expect(changed(.number, sentence) == other) }

    @Test func whatCannotBeChangedGivesNoProbe() {
        #expect(changed(.negation, "Thank you so much.") == nil)
        #expect(changed(.number, "Thank you so much.") == nil)
        #expect(Probe.make(of: [("p", "Too short.")]).isEmpty)
        #expect(changed(.negation, "Is it still possible today?") == nil)
    }

    /// A heading is no sentence, nor is a paragraph without an end.
    @Test func aSentenceHasFourToSixtyWords() {
        for (count, isOne) in [(3, false), (4, true), (60, true), (61, false)] {
            let text = "It is " + String(repeating: "so ", count: count - 3) + "here."
            #expect(Probe.make(of: [("p", text)]).isEmpty == !isOne, "\(count)")
        }
    }

    /// The number of a point says nothing, and a sentence ends inside its marks of quotation too.
    @Test func theNumbersOfAListAreNoFacts() {
        let text =
            "Do the following: 1. Select \"Enable Version Control.\" 2. Wait for about 5 days. (3) Then you are done."
        let probes = Probe.make(of: [("p", text)])
        #expect(probes.filter { $0.rule == .number }.map(\.changed) == ["Wait for about 6 days."])
        #expect(probes.contains { $0.sentence == "Select \"Enable Version Control.\"" })
    }

    @Test func aPromptHasAtMostThreeProbesOfARule() {
        let text = (1...9).map { "Sentence number \($0) is here." }.joined(separator: " ")
        #expect(Probe.make(of: [("p", text)]).count { $0.rule == .negation } == 3)
    }
}
