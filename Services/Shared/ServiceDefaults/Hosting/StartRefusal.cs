using MassTransit;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace EventDriven.ServiceDefaults;

/// <summary>Distinguishes wrong settings from faults of the program.</summary>
internal static class StartRefusal
{
    // Its exceptions have no type of their own. They name the setting and the value.
    private const string ConfigurationBinder = "Microsoft.Extensions.Configuration.Binder";

    /// <summary>Sentences that say what is wrong with the settings; none for another exception.</summary>
    public static IReadOnlyList<string> Of(Exception? exception) =>
        exception switch
        {
            OptionsValidationException refusal => [.. refusal.Failures],
            StartRefusedException or InvalidOperationException { Source: ConfigurationBinder } => [exception.Message],
            IOException { InnerException: AddressInUseException } =>
            [
                $"{exception.Message} Stop what listens there, or choose another port: --urls=http://localhost:8090",
            ],
            OperationInterruptedException { ShutdownReason: { ReplyCode: Constants.PreconditionFailed } reason } =>
            [
                "RabbitMQ has a queue or exchange that differs from what the services declare: "
                    + $"{reason.ReplyText.Replace("PRECONDITION_FAILED - ", "", StringComparison.Ordinal)}. "
                    + "Delete it once its messages are consumed, or use another virtual host.",
            ],
            ConnectionException { InnerException: { } cause } => Of(cause),
            AggregateException all when all.InnerExceptions.All(one => Of(one).Count > 0) =>
            [
                .. all.InnerExceptions.SelectMany(Of),
            ],
            _ => [],
        };
}
