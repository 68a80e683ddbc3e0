using EventDriven.Explorer.Worlds;
using EventDriven.ServiceDefaults;

namespace EventDriven.Explorer.Stores;

/// <summary>
/// The deliveries to one set of stores. One of them runs at a time; slow ones wait meanwhile. (An AsyncLocal would not
/// tell which one runs, because decisions are saved in the execution context of another caller.)
/// </summary>
internal sealed class Deliveries
{
    /// <summary>The delivery whose consumer runs; null while none does.</summary>
    public Delivery? Running { get; set; }

    public Delivery Create(Message? message, Crash crash = Crash.Never, bool isSlow = false) =>
        new(this, message, crash, isSlow);

    /// <summary>Calls a remote party. An unavailable party is called again at the next delivery.</summary>
    public async Task<T> Call<T>(Func<Task<T>> call)
    {
        var delivery = Running!;
        await delivery.Pause();
        T answer;
        try
        {
            answer = await call();
        }
        catch (RemotePartyUnavailableException)
        {
            throw delivery.Die();
        }

        await delivery.Pause();
        return answer;
    }
}
