namespace MassTransit.EntityFrameworkCoreIntegration.Outbox;

/// <summary>Tells whether the messages in the bus's queues die with the process.</summary>
internal static class ForgetfulTransport
{
    public static bool Is(IBus bus) => bus.Address.Scheme == "loopback";
}
