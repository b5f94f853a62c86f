import Studies
import Testing

@testable import Store

/// What a list of tries tells of one while the study is blind.
struct AttemptRowTests {
    /// What a probe, a vector or a judge's question took tells how long its text is, and when it came whose it is.
    @Test(arguments: [Attempt.Purpose.probe, .embedding, .judgement], ["ok", "server_error"])
    func ofATryAtATextTheTimeIsWithheld(purpose: Attempt.Purpose, failureClass: String) {
        let row = AttemptRow(
            id: 4,
            at: 5,
            purpose: purpose,
            asked: "small",
            prompt: "p1",
            sample: 1,
            number: 1,
            failureClass: failureClass,
            httpStatus: 200,
            totalNanoseconds: 6,
            inputTokens: 7,
            outputTokens: 8,
            nanoDollars: 9,
            finishReason: "stop",
            message: "m",
            said: "w"
        )
        let shown = row.asBlind(isAnswered: false, isPlanned: true, isHidden: true)
        let isDone = failureClass == "ok"
        #expect(shown.isWithheld && shown.totalNanoseconds == nil && shown.nanoDollars == nil)
        #expect(shown.inputTokens == nil && shown.outputTokens == nil)
        #expect(shown.at == (isDone ? nil : 5) && shown.id == (isDone && purpose == .embedding ? nil : 4))
        #expect(shown.prompt == "p1" && shown.httpStatus == 200 && !shown.isOfHiddenPrompt)
        #expect(shown.message == (purpose == .probe ? nil : "m") && shown.said == (purpose == .probe ? nil : "w"))
        #expect(shown.finishReason == (purpose == .probe ? nil : "stop"))
    }

    /// The server's words on what was answered, or is rated, may be those of the text.
    @Test func whatAServerSaidOfAFailedTryIsToldWhereNobodyRatesTheAnswer() {
        let row = AttemptRow(
            id: 4,
            at: 5,
            purpose: .response,
            asked: "small",
            prompt: "p1",
            sample: 1,
            number: 1,
            failureClass: "server_error",
            totalNanoseconds: 6,
            inputTokens: 7,
            outputTokens: 8,
            nanoDollars: 9,
            finishReason: "stop",
            message: "m",
            said: "w"
        )
        for (isAnswered, isPlanned, isHidden) in [
            (false, false, false), (true, false, false), (false, true, false), (true, true, true),
        ] {
            let shown = row.asBlind(isAnswered: isAnswered, isPlanned: isPlanned, isHidden: isHidden)
            let isMute = isAnswered || isPlanned
            #expect(shown.isMute == isMute && shown.message == (isMute ? nil : "m"))
            #expect(shown.said == (isMute ? nil : "w"))
            #expect(shown.id == (isPlanned ? nil : 4) && shown.at == (isPlanned ? nil : 5))
            #expect(shown.prompt == (isHidden ? nil : "p1") && shown.isOfHiddenPrompt == isHidden)
            #expect(shown.isWithheld && shown.finishReason == nil && shown.nanoDollars == nil)
            #expect(shown.totalNanoseconds == nil && shown.inputTokens == nil && shown.outputTokens == nil)
        }
        var done = row
        done.failureClass = "ok"
        let shown = done.asBlind(isAnswered: true, isPlanned: false, isHidden: false)
        #expect(shown.at == nil && shown.id == 4 && shown.isMute)
    }
}
