using EventDriven.Contracts;
using EventDriven.Notifications.Consumers;
using EventDriven.Notifications.Domain;
using EventDriven.ServiceDefaults;
using EventDriven.Steps;
using MassTransit;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MimeKit;

namespace EventDriven.Notifications;

/// <summary>Notifications: tells the customer how the order ended, once.</summary>
public sealed class NotificationsService : IServiceModule
{
    public string Name => "notifications";

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddServiceDatabase<NotificationsDbContext>(configuration, "Notifications");
        services.AddRemoteSteps<NotificationsDbContext>();
        services.AddSingleton<OrderNotifier>();

        var settings = MailSettings.Read(configuration);
        services.AddSingleton<IEmailSender>(
            settings.Host is null ? new MailFolder(settings.Folder) : new SmtpSender(settings)
        );
        services.AddSingleton(settings);
    }

    public void AddToBus(IBusRegistrationConfigurator bus, IConfiguration configuration)
    {
        bus.AddRedelivery<NotificationsDbContext>(Queues.Notifications);
        // Needs no outbox, because these consumers publish nothing.
        bus.AddConsumer<OrderCompletedConsumer>().Endpoint(e => e.Name = Queues.Notifications);
        bus.AddConsumer<OrderRejectedConsumer>().Endpoint(e => e.Name = Queues.Notifications);
        bus.AddConsumer<OrderCancelledConsumer>().Endpoint(e => e.Name = Queues.Notifications);
    }

    public IEnumerable<object> WarmUpMessages(Guid orderId) => [WarmUpOrder.Completed(orderId)];

    public void ReplaceRemoteParties(IServiceCollection services) =>
        services.Replace(ServiceDescriptor.Singleton<IEmailSender, NoSender>());

    private sealed class NoSender : IEmailSender
    {
        public Task Send(Guid orderId, MimeMessage email, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
