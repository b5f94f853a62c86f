/// The classes of attempts in words: what each means, whether it is asked again by itself, and what its user can do.
package enum FailureClasses {
    /// Every name that `--class` takes.
    package static let names = ["ok"] + Failure.Kind.allCases.map(\.rawValue)

    /// The table for the help of `slam attempts`.
    package static var help: String {
        let rows = Failure.Kind.allCases.map { kind in
            [kind.rawValue, kind.meaning, kind.isUsuallyRetryable ? "asked again" : "not asked again", kind.remedy]
        }
        return rows.map { "  \($0[0]): \($0[1]); \($0[2]). \($0[3])." }.joined(separator: "\n")
    }
}

extension Failure.Kind {
    /// What happened.
    package var meaning: String {
        switch self {
        case .noKey: "the key's environment variable is not set"
        case .badEndpoint: "the endpoint's url cannot be used"
        case .connect: "no connection to the server"
        case .tls: "the server's certificate was refused"
        case .reset: "the server dropped the connection before it answered"
        case .connectTimeout: "no connection in time"
        case .firstByteTimeout: "no answer in time"
        case .idleTimeout: "silence in the middle of an answer"
        case .totalTimeout: "the answer was not done in time"
        case .auth: "the key was refused"
        case .notFound: "no such model or path"
        case .badRequest: "the server refused the request"
        case .contextOverflow: "the prompt is longer than the model's context"
        case .rateLimited: "too many requests"
        case .quota: "the account has nothing left"
        case .serverError: "the server failed"
        case .overloaded: "the server had no room"
        case .redirect: "the server sends elsewhere"
        case .empty: "a good status and no text"
        case .reasoningOnly: "only reasoning, no answer"
        case .promptCut: "the server cut the prompt"
        case .cut: "the connection broke in the middle of an answer"
        case .noFinish: "the answer ended without a reason"
        case .aborted: "something else than the model ended the answer"
        case .contentFilter: "a filter left nothing of it"
        case .toolCall: "the model called a tool and gave no answer"
        case .malformed: "the answer is not of the protocol"
        case .html: "a web page in place of an answer"
        case .errorInStream: "an error within an answer"
        case .cancelled: "stopped by its user"
        }
    }

    /// What its user can do about it.
    package var remedy: String {
        switch self {
        case .noKey, .auth: "check the key in the endpoint's environment variable"
        case .badEndpoint, .notFound: "check the endpoint's url and the model's name in study.yaml"
        case .connect, .connectTimeout: "check that the server runs and can be reached"
        case .tls: "check the server's certificate"
        case .rateLimited, .overloaded: "lower the endpoint's limits, then run with --retry failed"
        case .quota: "top up the account, then run again"
        case .contextOverflow, .promptCut: "shorten the prompt or give the model a larger context"
        case .reasoningOnly: "raise max_tokens: it was spent on reasoning"
        case .badRequest: "see what the server said with 'slam attempts --show N'"
        case .redirect: "the server sends elsewhere: name the final url"
        case .firstByteTimeout, .idleTimeout, .totalTimeout: "raise the endpoint's timeouts, then --retry failed"
        case .html: "a proxy answered in the server's place: check the url"
        case .contentFilter: "reword the prompt, or leave it out for all models"
        case .toolCall: "leave tools out of the model's extra"
        case .noFinish: "--retry failed; where only the reason is missing, set the endpoint's 'finish: {none: stop}'"
        case .aborted: "--retry failed; where its word is a good end, name it under the endpoint's 'finish'"
        case .cancelled: "run again"
        case .reset, .serverError, .empty, .cut, .malformed, .errorInStream: "run with --retry failed"
        }
    }
}
