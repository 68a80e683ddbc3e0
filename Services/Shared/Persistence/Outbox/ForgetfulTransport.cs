namespace MassTransit.EntityFrameworkCoreIntegration.Outbox;

/// <summary>A transport whose queues do not outlive the process.</summary>
internal static class ForgetfulTransport
{
    public static bool Is(IBus bus) => bus.Address.Scheme == "loopback";
}
