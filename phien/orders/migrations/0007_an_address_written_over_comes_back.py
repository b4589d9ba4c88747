from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0006_how_an_ended_order_returns")]
    operations = [
        migrations.AddField(
            model_name="order",
            name="address_before",
            field=models.JSONField(null=True),
        ),
    ]
