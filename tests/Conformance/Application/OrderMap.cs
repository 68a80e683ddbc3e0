using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EventDriven.Conformance.Tests.Application;

internal sealed class OrderMap : SagaClassMap<Order>
{
    protected override void Configure(EntityTypeBuilder<Order> entity, ModelBuilder model)
    {
        entity.Property(order => order.Version).IsConcurrencyToken();
        entity.HasMany(order => order.Entries).WithOne().HasForeignKey(entry => entry.OrderId);
        model.Entity<OrderEntry>(entry =>
        {
            entry.HasKey(e => new { e.OrderId, e.Sequence });
            entry.Property(e => e.OrderId).ValueGeneratedNever();
            entry.Property(e => e.Sequence).ValueGeneratedNever();
        });
    }
}
