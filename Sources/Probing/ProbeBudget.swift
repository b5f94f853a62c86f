import Collecting
import Inference
import Studies
import Synchronization

/// What the probes of one run may still cost: nothing is sent that could pass it.
package final class ProbeBudget: Sendable {
    private struct Account {
        var left: Int64
        var held: Int64 = 0
        var isSpent = false
    }

    private let account: Mutex<Account>
    /// The most that one probe can cost, in nano-dollars.
    private let worst: Int64

    package init(nanoDollars: Int64, worst: Int64) {
        account = Mutex(Account(left: nanoDollars))
        self.worst = worst
    }

    /// Whether a probe was refused.
    package var isSpent: Bool { account.withLock { $0.isSpent } }

    /// Holds back what the next probe may cost; false where that could pass the limit.
    func hold() -> Bool {
        account.withLock { account in
            guard account.left - account.held >= worst else {
                account.isSpent = true
                return false
            }
            account.held += worst
            return true
        }
    }

    /// Puts down what a probe did cost; nil, which is not known, counts at its worst.
    func settle(_ nanoDollars: Int64?) {
        account.withLock { account in
            account.held -= worst
            account.left -= nanoDollars ?? worst
        }
    }
}

extension Prober {
    /// The most that one probe of a model can cost, in nano-dollars, over these prompts; nil where that is not known.
    package func worstNanoDollars(of model: String, prompts: [String]) -> Int64? {
        let nonce = String(repeating: "0", count: 64)
        let slot = Attempt.Slot(schedule: "", number: 0)
        var worst: Int64?
        for prompt in prompts {
            guard let draft = text.draft(model: model, prompt: prompt, nonce: nonce, slot: slot),
                let request = text.request(model: model, prompt: prompt, nonce: nonce),
                let cost = Work(draft: draft, request: request, price: prices[model]).worstNanoDollars
            else { return nil }
            worst = max(worst ?? 0, cost)
        }
        return worst
    }
}
